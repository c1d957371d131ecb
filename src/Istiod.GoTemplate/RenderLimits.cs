namespace Istiod.GoTemplate;

/// <summary>What one render may use; beyond it ends with an error whose <see cref="TemplateError.IsLimit"/> is set.</summary>
public sealed record RenderLimits
{
    /// <summary>Limits for templates of users: refused within a second and 32 MB.</summary>
    public static RenderLimits Default { get; } = new();

    /// <summary>Actions, iterations and elements walked.</summary>
    public int Steps { get; init; } = 500_000;

    /// <summary>UTF-16 units of output.</summary>
    public int OutputLength { get; init; } = 3 << 20;

    /// <summary>Bytes of all values that functions make, together.</summary>
    public long ValueBytes { get; init; } = 16 << 20;

    /// <summary>Templates that call each other.</summary>
    public int TemplateDepth { get; init; } = 1000;

    /// <summary>Lists, maps and structs inside each other, where a value is printed, copied or compared.</summary>
    public int ValueDepth { get; init; } = 200;
}
