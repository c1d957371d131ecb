namespace Istiod.Render;

/// <summary>Something that was asked for cannot be rendered; the message names it and says why.</summary>
public sealed class RenderException(string message) : Exception(message);
