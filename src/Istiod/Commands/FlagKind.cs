namespace Istiod.Commands;

/// <summary>Types of flags, with the reference's rules of reading and printing.</summary>
internal enum FlagKind
{
    /// <summary><c>1 t T TRUE true True</c> and opposites; alone it means true.</summary>
    Bool,

    /// <summary>Any text.</summary>
    String,

    /// <summary>A comma-separated list in CSV syntax; repeated flags append, the first one replaces the default.</summary>
    StringSlice,

    /// <summary>One element for each time the flag is given; commas are text.</summary>
    StringArray,

    /// <summary><c>key=value</c> pairs in CSV syntax.</summary>
    StringToString,

    /// <summary>Go duration.</summary>
    Duration,

    /// <summary>Signed integer.</summary>
    Int,

    /// <summary>klog's verbosity, an int32 that help calls <c>Level</c>.</summary>
    Level,

    /// <summary>Unsigned 16-bit integer.</summary>
    UInt16,

    /// <summary>32-bit float.</summary>
    Float32,
}
