namespace Istiod.Webhooks.Injection.Json;

/// <summary>JSON that Go would not decode, in Go's words; carried to the nearest caller that answers with it.</summary>
internal sealed class GoJsonFault(string message) : Exception(message);
