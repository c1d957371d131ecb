namespace Istiod.GoTemplate.Execution;

/// <summary>Ends a render; the message is complete.</summary>
internal sealed class ExecutionException(string message) : Exception(message);
