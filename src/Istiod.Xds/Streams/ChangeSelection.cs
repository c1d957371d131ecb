using Istiod.Resources;

namespace Istiod.Xds.Streams;

/// <summary>Cuts a difference of views down to what one subscription has to be told.</summary>
internal static class ChangeSelection
{
    /// <summary>Fills in what changed and what was removed. Shares the delta's own arrays where nothing is special.</summary>
    public static void Select(TypeWork work, ViewDelta delta, bool isDelta)
    {
        TypeState state = work.State;
        bool hasSpecials = state.Fresh is not null || state.Gone is not null;
        ReadOnlyMemory<XdsResource> changed = Subscribed(state.Names, delta.Changed);
        ReadOnlyMemory<string> removed = Removals(state, delta, isDelta);
        bool resends = state.Rejected is not null
            && (hasSpecials || work.IsOwed || !changed.IsEmpty || !removed.IsEmpty);
        if (!hasSpecials && !resends)
        {
            work.Changed = changed;
            work.Removed = removed;
            return;
        }

        List<XdsResource> resources = [.. changed.Span];
        List<string> names = [.. removed.Span];
        AnswerFresh(work, resources, names);
        if (resends)
        {
            Resend(work, resources, names);
        }

        foreach (string name in state.Gone ?? [])
        {
            if (work.View.IndexOf(name) < 0)
            {
                names.Add(name);
            }
        }

        work.Changed = Sorted(resources);
        work.Removed = TellsRemovals(state, isDelta) ? SortedNames(names) : default;
    }

    /// <summary>Those of name-ordered resources that are asked for; the same memory if all are.</summary>
    public static ReadOnlyMemory<XdsResource> Subscribed(Subscription names, ReadOnlyMemory<XdsResource> resources)
    {
        if (names.HasAllOfBase && (names.IsWildcard || names.Base.Count > 0))
        {
            return resources;
        }

        List<XdsResource>? chosen = null;
        ReadOnlySpan<XdsResource> all = resources.Span;
        for (int i = 0; i < all.Length; i++)
        {
            if (names.Contains(all[i].Name))
            {
                chosen?.Add(all[i]);
            }
            else
            {
                chosen ??= [.. all[..i]];
            }
        }

        return chosen is null ? resources : chosen.ToArray();
    }

    /// <summary>Whether name-ordered resources have one of this name.</summary>
    public static bool Has(ReadOnlySpan<XdsResource> sorted, string name)
    {
        int low = 0;
        int high = sorted.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            int order = string.CompareOrdinal(sorted[middle].Name, name);
            if (order == 0)
            {
                return true;
            }

            if (order < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return false;
    }

    /// <summary>In name order, no name twice.</summary>
    public static ReadOnlyMemory<XdsResource> Sorted(List<XdsResource> resources)
    {
        resources.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        int n = 0;
        for (int i = 0; i < resources.Count; i++)
        {
            if (n == 0 || !string.Equals(resources[n - 1].Name, resources[i].Name, StringComparison.Ordinal))
            {
                resources[n++] = resources[i];
            }
        }

        resources.RemoveRange(n, resources.Count - n);
        return resources.ToArray();
    }

    private static ReadOnlyMemory<string> SortedNames(List<string> names) =>
        names.Count == 0
            ? default
            : NameList.From(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(names)).Names.ToArray();

    // SotW tells removals only by leaving a resource out, and only in types that are sent whole.
    private static bool TellsRemovals(TypeState state, bool isDelta) =>
        isDelta ? state.Type.SendsRemovals : state.Type.IsWildcard;

    private static ReadOnlyMemory<string> Removals(TypeState state, ViewDelta delta, bool isDelta)
    {
        if (delta.Removed.IsEmpty || !TellsRemovals(state, isDelta))
        {
            return default;
        }

        if (state.Names.IsWildcard)
        {
            return delta.Removed;
        }

        List<string> asked = [];
        foreach (string name in delta.Removed.Span)
        {
            if (state.Names.Contains(name))
            {
                asked.Add(name);
            }
        }

        return asked.Count == delta.Removed.Length ? delta.Removed : asked.ToArray();
    }

    private static void AnswerFresh(TypeWork work, List<XdsResource> resources, List<string> names)
    {
        foreach (string name in work.State.Fresh ?? [])
        {
            if (work.State.Names.Contains(name))
            {
                Tell(work, name, resources, names);
            }
        }
    }

    // Of a rejected response's names the peer may have the old or the new: both are told anew.
    private static void Resend(TypeWork work, List<XdsResource> resources, List<string> names)
    {
        foreach (SentResponse rejected in work.State.Rejected ?? [])
        {
            foreach (XdsResource resource in rejected.Changed.Span)
            {
                if (work.State.Names.Contains(resource.Name))
                {
                    Tell(work, resource.Name, resources, names);
                }
            }

            foreach (string name in rejected.Removed.Span)
            {
                if (work.State.Names.Contains(name))
                {
                    Tell(work, name, resources, names);
                }
            }
        }
    }

    private static void Tell(TypeWork work, string name, List<XdsResource> resources, List<string> names)
    {
        int at = work.View.IndexOf(name);
        if (at >= 0)
        {
            resources.Add(work.View[at]);
        }
        else
        {
            names.Add(name);
        }
    }
}
