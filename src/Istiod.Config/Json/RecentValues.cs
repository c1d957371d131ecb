namespace Istiod.Config.Json;

/// <summary>Lets equal values that come near each other be one object: pods of one Deployment have the same labels. Bounded. Thread-safe.</summary>
/// <remarks>API servers list by name, so those that share much come together. A value that is forgotten costs memory, nothing else.</remarks>
/// <typeparam name="T">Immutable; a class, or a structure that is one reference.</typeparam>
internal sealed class RecentValues<T>
    where T : notnull, IEquatable<T>
{
    private const int Slots = 1024; // a power of two
    private readonly T?[] _slots = new T?[Slots];

    /// <summary>An equal value from before, or this one.</summary>
    public T Share(T value)
    {
        // One reference is read and written whole, and what it leads to was written before it.
        ref T? slot = ref _slots[value.GetHashCode() & (Slots - 1)];
        T? held = slot;
        if (held is not null && held.Equals(value))
        {
            return held;
        }

        slot = value;
        return value;
    }
}
