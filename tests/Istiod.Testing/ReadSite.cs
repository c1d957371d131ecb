namespace Istiod.Testing;

/// <summary>A place in a wiring where one node reads another.</summary>
/// <param name="Consumer">Name of the reader.</param>
/// <param name="ConsumerOrder">Its place in the order of addition.</param>
/// <param name="Read">Name of what is read.</param>
/// <param name="Place">The table's number, or the memo's place in the order of addition.</param>
/// <param name="IsMemo">Whether a memo is read.</param>
public sealed record ReadSite(string Consumer, int ConsumerOrder, string Read, int Place, bool IsMemo)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Consumer} reads {Read}{(IsMemo ? " (memo)" : "")}";
}
