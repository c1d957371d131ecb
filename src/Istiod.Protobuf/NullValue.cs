namespace Istiod.Protobuf;

/// <summary><c>google.protobuf.NullValue</c>: the one value is JSON null.</summary>
public enum NullValue
{
    /// <summary>JSON null.</summary>
    Null = 0,
}
