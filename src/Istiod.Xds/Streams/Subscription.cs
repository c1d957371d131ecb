using Istiod.Resources;

namespace Istiod.Xds.Streams;

/// <summary>What a stream asked for of one type, kept as differences to a view that the stream shares with others.</summary>
/// <remarks>
/// A proxy that asks for the thousand names its view holds costs one reference, not a list of a thousand strings.
/// Either the base covers it (all names of the base but <c>_minus</c>, and <c>_plus</c>), or it is just <c>_plus</c>.
/// </remarks>
internal sealed class Subscription
{
    private bool _coversBase;
    private NameList _minus = NameList.Empty;
    private NameList _plus = NameList.Empty;

    /// <summary>Asked for everything, whatever there is.</summary>
    public bool IsWildcard { get; set; }

    /// <summary>The view that the differences refer to.</summary>
    public ResourceView Base { get; private set; } = ResourceView.Empty;

    /// <summary>Whether every resource of <see cref="Base"/> is asked for.</summary>
    public bool HasAllOfBase => IsWildcard || (_coversBase && _minus.Count == 0) || Base.Count == 0;

    /// <summary>Names asked for explicitly.</summary>
    public int ExplicitCount => (_coversBase ? Base.Count - _minus.Count : 0) + _plus.Count;

    /// <summary>Names asked for explicitly that the base may not have.</summary>
    public NameList Outside => _plus;

    /// <summary>Whether a resource of this name is asked for, explicitly or by the wildcard.</summary>
    public bool Contains(string name) => IsWildcard || HasExplicit(name);

    /// <summary>Whether this name is asked for explicitly.</summary>
    public bool HasExplicit(string name) =>
        _coversBase && Base.IndexOf(name) >= 0 ? !_minus.Contains(name) : _plus.Contains(name);

    /// <summary>Sets the bit of each name of the base that is asked for explicitly. The others stay as they are.</summary>
    public void MarkExplicit(Span<ulong> bits)
    {
        if (_coversBase)
        {
            for (int i = 0; i < Base.Count; i++)
            {
                Bits.Set(bits, i);
            }

            foreach (string name in _minus.Names)
            {
                Bits.Clear(bits, Base.IndexOf(name));
            }

            return;
        }

        foreach (string name in _plus.Names)
        {
            int at = Base.IndexOf(name);
            if (at >= 0)
            {
                Bits.Set(bits, at);
            }
        }
    }

    /// <summary>Replaces the explicit names.</summary>
    /// <param name="bits">Names of the base.</param>
    /// <param name="outside">Other names.</param>
    public void Store(ReadOnlySpan<ulong> bits, ReadOnlySpan<string> outside)
    {
        int count = 0;
        for (int i = 0; i < Base.Count; i++)
        {
            count += Bits.Has(bits, i) ? 1 : 0;
        }

        _coversBase = count > 0 && count * 2 >= Base.Count;
        List<string> named = [];
        for (int i = 0; i < Base.Count; i++)
        {
            if (Bits.Has(bits, i) != _coversBase)
            {
                named.Add(Base[i].Name);
            }
        }

        NameList names = NameList.From(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(named));
        _minus = _coversBase ? names : NameList.Empty;
        _plus = _coversBase ? NameList.From(outside) : names.With(outside);
    }

    /// <summary>Makes <paramref name="next"/> the base; the meaning stays.</summary>
    public void Rebase(ResourceView next)
    {
        if (ReferenceEquals(next, Base))
        {
            return;
        }

        if (_coversBase)
        {
            ViewDelta delta = next.DeltaSince(Base);
            Follow(delta.Added, delta.Removed.Span);
        }

        Base = next;
        if (!_coversBase && _plus.Count > 8 && _plus.Count * 2 >= next.Count)
        {
            using SubscriptionEdit edit = new(this);
            edit.Commit();
        }
    }

    // A name that came into the base is not asked for unless it was named; one that left stays asked for if it was.
    private void Follow(ReadOnlySpan<string> added, ReadOnlySpan<string> removed)
    {
        if (!added.IsEmpty)
        {
            List<string> known = [];
            List<string> strange = [];
            foreach (string name in added)
            {
                (_plus.Contains(name) ? known : strange).Add(name);
            }

            _plus = _plus.Without(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(known));
            _minus = _minus.With(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(strange));
        }

        if (!removed.IsEmpty)
        {
            List<string> asked = [];
            foreach (string name in removed)
            {
                if (!_minus.Contains(name))
                {
                    asked.Add(name);
                }
            }

            _minus = _minus.Without(removed);
            _plus = _plus.With(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(asked));
        }
    }
}
