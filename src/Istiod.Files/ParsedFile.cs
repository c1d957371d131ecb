using Istiod.Config;
using Istiod.Primitives;

namespace Istiod.Files;

/// <summary>What one reading of a file gave.</summary>
internal sealed class ParsedFile
{
    /// <summary>Objects, in document order.</summary>
    public Dictionary<ObjectId, ConfigObject> Objects { get; } = [];

    /// <summary>Objects that are there but could not be decoded: their last good state stays.</summary>
    public HashSet<ObjectId> Kept { get; } = [];

    /// <summary>Whether some document could not even be parsed: then nobody knows what it held, and nothing is taken as deleted.</summary>
    public bool HasBrokenDocument { get; set; }

    /// <summary>Faults, by place.</summary>
    public List<Finding> Findings { get; } = [];
}
