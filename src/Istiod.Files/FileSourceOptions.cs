namespace Istiod.Files;

/// <summary>Which files, and how much of them.</summary>
public sealed record FileSourceOptions
{
    /// <summary>Files, and directories that are walked to the bottom for *.yaml, *.yml and *.json.</summary>
    public required IReadOnlyList<string> Paths { get; init; }

    /// <summary>Most files.</summary>
    public int MaxFiles { get; init; } = 200_000;

    /// <summary>Most bytes of one file.</summary>
    public long MaxFileBytes { get; init; } = 64 << 20;

    /// <summary>Most objects in all.</summary>
    public int MaxObjects { get; init; } = 1_000_000;
}
