namespace Istiod.Protobuf.Tables;

/// <summary>Kinds of field values, by their numbers in the tables.</summary>
public enum TableKind
{
#pragma warning disable CS1591 // each is the proto type it is named after
    Double,
    Float,
    Int64,
    UInt64,
    Int32,
    UInt32,
    SInt64,
    SInt32,
    Fixed64,
    Fixed32,
    SFixed64,
    SFixed32,
    Bool,
    String,
    Bytes,
    Message,
    Enum,
#pragma warning restore CS1591
}
