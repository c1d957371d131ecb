namespace Istiod.Config.Yaml;

/// <summary>Limits of <see cref="YamlReader"/>; the defaults are far above what objects need and far below what hurts.</summary>
public sealed record YamlOptions
{
    /// <summary>The defaults.</summary>
    public static readonly YamlOptions Default = new();

    /// <summary>For files of objects.</summary>
    public static readonly YamlOptions Objects = new() { HasLetterBooleans = false };

    /// <summary>Most bytes of one document.</summary>
    public int MaxBytes { get; init; } = 16 << 20;

    /// <summary>Most nested collections.</summary>
    public int MaxDepth { get; init; } = 200;

    /// <summary>Most nodes of a document, expanded aliases counted each time.</summary>
    public int MaxNodes { get; init; } = 2_000_000;

    /// <summary>
    /// Whether the plain letters y and n are booleans, as in YAML 1.1 and in Kubernetes' tools. Many writers leave these letters unquoted
    /// as text, and no field of an object is meant to be given so: files of objects are read with false.
    /// </summary>
    public bool HasLetterBooleans { get; init; } = true;

    /// <summary>Refuse a key given twice, instead of taking the last.</summary>
    public bool IsStrict { get; init; }
}
