using Istiod.Primitives;

namespace Istiod.Incremental.Turns;

/// <summary>The edits of one source in a batch.</summary>
internal abstract class SourceEdits
{
    internal abstract void Hand();

    internal abstract void Drop(ClusterId partition);
}
