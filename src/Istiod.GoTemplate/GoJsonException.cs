namespace Istiod.GoTemplate;

/// <summary>A value that has no JSON form.</summary>
/// <param name="message">Go's text.</param>
public sealed class GoJsonException(string message) : Exception(message);
