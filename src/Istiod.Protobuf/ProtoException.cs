namespace Istiod.Protobuf;

/// <summary>Bytes that are not a protobuf message, or one over a limit.</summary>
public sealed class ProtoException : Exception
{
    /// <summary>Makes an exception with a reason for a reader of logs.</summary>
    public ProtoException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception with a reason and its cause.</summary>
    public ProtoException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>Makes an exception without a reason.</summary>
    public ProtoException()
    {
    }
}
