namespace Istiod.GoTemplate;

/// <summary>Ends a render that reached a limit. Caught where the render began.</summary>
internal sealed class LimitException(string message) : Exception(message);
