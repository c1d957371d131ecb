using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;

namespace Istiod.Xds.Streams;

/// <summary>One change of a subscription's explicit names: names in as UTF-8, compared with the base's in place.</summary>
internal ref struct SubscriptionEdit
{
    private readonly Subscription _subscription;
    private readonly ulong[] _rented;
    private readonly Span<ulong> _bits;
    private HashSet<string>? _outside;

    /// <summary>Starts from the names that are asked for now.</summary>
    public SubscriptionEdit(Subscription subscription)
    {
        _subscription = subscription;
        int words = Bits.Words(subscription.Base.Count);
        _rented = ArrayPool<ulong>.Shared.Rent(Math.Max(1, words));
        _bits = _rented.AsSpan(0, words);
        _bits.Clear();
        subscription.MarkExplicit(_bits);
        foreach (string name in subscription.Outside.Names)
        {
            if (subscription.Base.IndexOf(name) < 0)
            {
                (_outside ??= new HashSet<string>(StringComparer.Ordinal)).Add(name);
            }
        }
    }

    /// <summary>Takes all names out.</summary>
    public void Clear()
    {
        _bits.Clear();
        _outside = null;
    }

    /// <summary>Asks for a name.</summary>
    /// <param name="utf8">The name.</param>
    /// <param name="name">The same as a string; the base's own if it has it.</param>
    /// <returns>Whether it was not asked for before.</returns>
    public bool Add(ReadOnlySpan<byte> utf8, out string name)
    {
        int at = _subscription.Base.IndexOfUtf8(utf8);
        if (at < 0)
        {
            name = Encoding.UTF8.GetString(utf8);
            return (_outside ??= new HashSet<string>(StringComparer.Ordinal)).Add(name);
        }

        name = _subscription.Base[at].Name;
        bool isNew = !Bits.Has(_bits, at);
        Bits.Set(_bits, at);
        return isNew;
    }

    /// <summary>Asks for a name no more.</summary>
    /// <returns>Whether it was asked for.</returns>
    public bool Remove(ReadOnlySpan<byte> utf8, out string name)
    {
        int at = _subscription.Base.IndexOfUtf8(utf8);
        if (at < 0)
        {
            name = Encoding.UTF8.GetString(utf8);
            return _outside is not null && _outside.Remove(name);
        }

        name = _subscription.Base[at].Name;
        bool had = Bits.Has(_bits, at);
        Bits.Clear(_bits, at);
        return had;
    }

    /// <summary>Makes the change true.</summary>
    public readonly void Commit()
    {
        List<string> outside = _outside is null ? [] : [.. _outside];
        _subscription.Store(_bits, CollectionsMarshal.AsSpan(outside));
    }

    /// <summary>Gives the scratch memory back.</summary>
    public readonly void Dispose() => ArrayPool<ulong>.Shared.Return(_rented);
}
