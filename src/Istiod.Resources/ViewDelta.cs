namespace Istiod.Resources;

/// <summary>What leads from one view to another; immutable, and one object for all streams that go the same way.</summary>
public sealed class ViewDelta
{
    /// <summary>No difference.</summary>
    public static readonly ViewDelta None = new([], [], []);

    private readonly XdsResource[] _changed;
    private readonly string[] _added;
    private readonly string[] _removed;

    private ViewDelta(XdsResource[] changed, string[] added, string[] removed)
    {
        _changed = changed;
        _added = added;
        _removed = removed;
    }

    /// <summary>The new and the changed resources, in name order.</summary>
    public ReadOnlyMemory<XdsResource> Changed => _changed;

    /// <summary>Those names of <see cref="Changed"/> that the old view did not have, in order.</summary>
    public ReadOnlySpan<string> Added => _added;

    /// <summary>Names that the new view does not have any more, in order.</summary>
    public ReadOnlyMemory<string> Removed => _removed;

    /// <summary>Whether both views hold the same.</summary>
    public bool IsEmpty => _changed.Length == 0 && _removed.Length == 0;

    internal static ViewDelta FromNothing(XdsResource[] now)
    {
        string[] names = new string[now.Length];
        for (int i = 0; i < now.Length; i++)
        {
            names[i] = now[i].Name;
        }

        return now.Length == 0 ? None : new ViewDelta(now, names, []);
    }

    internal static ViewDelta Between(ResourceView sent, ResourceView now)
    {
        List<XdsResource>? changed = null;
        List<string>? added = null;
        List<string>? removed = null;
        foreach (ResourceChange change in now.ChangesSince(sent))
        {
            if (change.Resource is null)
            {
                (removed ??= []).Add(change.Name);
                continue;
            }

            (changed ??= []).Add(change.Resource);
            if (change.IsNew)
            {
                (added ??= []).Add(change.Name);
            }
        }

        return changed is null && removed is null
            ? None
            : new ViewDelta(changed?.ToArray() ?? [], added?.ToArray() ?? [], removed?.ToArray() ?? []);
    }
}
