namespace Istiod.GoTemplate;

/// <summary>A function's failure; the executor adds where and which function.</summary>
internal sealed class GoFunctionException(string message) : Exception(message);
