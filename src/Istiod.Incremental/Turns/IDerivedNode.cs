namespace Istiod.Incremental.Turns;

/// <summary>A derived collection as the marker of dirty cells sees it.</summary>
internal interface IDerivedNode
{
    /// <summary>Notes that a cell must run in this turn.</summary>
    void MarkDirty(int slot);
}
