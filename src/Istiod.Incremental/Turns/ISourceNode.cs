namespace Istiod.Incremental.Turns;

/// <summary>A source as a batch sees it that drops a partition everywhere.</summary>
internal interface ISourceNode
{
    SourceEdits NewEdits();
}
