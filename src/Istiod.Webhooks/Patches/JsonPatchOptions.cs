namespace Istiod.Webhooks.Patches;

/// <summary>How forgiving a JSON patch is, and how far it may go.</summary>
public sealed record JsonPatchOptions
{
    /// <summary>Strict, as API servers and admission are.</summary>
    public static readonly JsonPatchOptions Default = new();

    /// <summary>Whether a removal of what is not there is no error.</summary>
    public bool AllowsMissingOnRemove { get; init; }

    /// <summary>Whether an addition makes the objects and lists on its way.</summary>
    public bool MakesPathOnAdd { get; init; }

    /// <summary>The most operations of a patch.</summary>
    public int MaxOperations { get; init; } = 10_000;

    /// <summary>The most bytes that copies may add, and the most places a list may be filled up by.</summary>
    public int MaxGrowth { get; init; } = 3 << 20;
}
