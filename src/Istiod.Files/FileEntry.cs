using Istiod.Config;
using Istiod.Primitives;

namespace Istiod.Files;

/// <summary>What is known of one file.</summary>
internal sealed class FileEntry(string path, long rank)
{
    public string Path { get; } = path;

    /// <summary>Place among the files; orders the creation of objects without a time.</summary>
    public long Rank { get; set; } = rank;

    /// <summary>State of the file on disk when it was read.</summary>
    public FileStamp Stamp { get; set; }

    /// <summary>Its objects, first definition each, in document order.</summary>
    public Dictionary<ObjectId, ConfigObject> Objects { get; set; } = [];

    /// <summary>Its faults.</summary>
    public List<Finding> Findings { get; set; } = [];
}
