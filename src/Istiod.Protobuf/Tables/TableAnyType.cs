namespace Istiod.Protobuf.Tables;

/// <summary>The entry of a type that only tables describe.</summary>
internal sealed class TableAnyType(MessageTable table) : AnyType
{
    public override string Name => table.FullName;

    public override ProtoMessage Create() => new DynamicMessage(table);
}
