namespace Istiod.GoTemplate.Parsing;

/// <summary>Ends parsing; the message is complete.</summary>
internal sealed class ParseException(string message) : Exception(message);
