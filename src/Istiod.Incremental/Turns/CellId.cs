namespace Istiod.Incremental.Turns;

/// <summary>Packs a derived node's number and a slot in it into the cell number that edges hold.</summary>
internal static class CellId
{
    private const int SlotBits = 22;
    private const int SlotMask = (1 << SlotBits) - 1;

    internal const int MaxNodes = 1 << (32 - SlotBits);

    internal static int Pack(int node, int slot)
    {
        if (slot > SlotMask)
        {
            Throw.Invalid("a derived collection has more than 4 million input keys");
        }

        return (node << SlotBits) | slot;
    }

    internal static int NodeOf(int cell) => (int)((uint)cell >> SlotBits);

    internal static int SlotOf(int cell) => cell & SlotMask;
}
