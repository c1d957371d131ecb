namespace Istiod.Protobuf;

/// <summary>JSON that does not fit the message type.</summary>
public sealed class ProtoJsonException : Exception
{
    /// <summary>Makes an exception for the value at <paramref name="path"/>.</summary>
    public ProtoJsonException(string path, string reason, Exception? inner = null)
        : base(path.Length == 0 ? reason : path + ": " + reason, inner)
    {
        Path = path;
        Reason = reason;
    }

    /// <summary>Makes an exception without a path.</summary>
    public ProtoJsonException(string message)
        : this("", message)
    {
    }

    /// <summary>Makes an exception without a reason.</summary>
    public ProtoJsonException()
        : this("", "invalid JSON")
    {
    }

    /// <summary>Makes an exception without a path, with its cause.</summary>
    public ProtoJsonException(string message, Exception inner)
        : this("", message, inner)
    {
    }

    /// <summary>Where in the value: names as written, list positions and map keys in brackets; empty at the top.</summary>
    public string Path { get; }

    /// <summary>What is wrong, without the path.</summary>
    public string Reason { get; }
}
