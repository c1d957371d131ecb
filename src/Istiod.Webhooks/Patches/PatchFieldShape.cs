namespace Istiod.Webhooks.Patches;

/// <summary>What a field holds, as far as merging asks.</summary>
internal enum PatchFieldShape
{
    /// <summary>An object with known fields.</summary>
    Struct,

    /// <summary>Any names, values of one kind.</summary>
    Map,

    /// <summary>A list of objects, maps or scalars.</summary>
    List,

    /// <summary>A list of lists; never merged.</summary>
    ListOfLists,
}
