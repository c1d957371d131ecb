namespace Istiod.Protobuf;

/// <summary>The values of a repeated field. No element is null.</summary>
public sealed class RepeatedField<T> : List<T>
{
}
