namespace Istiod.Webhooks.Injection.Kube;

/// <summary>A Go type of the Kubernetes API. Types refer to each other in circles, so fields are filled in after the type is made.</summary>
internal sealed class KubeType(KubeKind kind, string name, KubeType? element = null)
{
    private KubeField[] _declared = [];
    private KubeField[] _members = [];

    public KubeKind Kind { get; } = kind;

    /// <summary>As Go prints it: <c>v1.Container</c>, <c>[]string</c>, <c>map[string]string</c>.</summary>
    public string Name { get; } = name;

    /// <summary>Element of a slice, value of a map.</summary>
    public KubeType Element { get; } = element!; // asked of slices and maps only, which have one

    /// <summary>Name without the package.</summary>
    public string ShortName => Name[(Name.LastIndexOf('.') + 1)..];

    /// <summary>Fields of a struct as declared, embedded ones among them.</summary>
    public ReadOnlySpan<KubeField> Declared => _declared;

    /// <summary>The JSON members of a struct in the order of writing, embedded structs unfolded.</summary>
    public ReadOnlySpan<KubeField> Members => _members;

    /// <summary>The member of an exact name.</summary>
    public KubeField? Member(string name)
    {
        foreach (KubeField field in _members)
        {
            if (string.Equals(field.JsonName, name, StringComparison.Ordinal))
            {
                return field;
            }
        }

        return null;
    }

    /// <summary>The member that Go's decoder takes for a name: exact, else by letters without their case.</summary>
    public KubeField? MemberLike(string name)
    {
        foreach (KubeField field in _members)
        {
            if (string.Equals(field.JsonName, name, StringComparison.OrdinalIgnoreCase))
            {
                return field;
            }
        }

        return null;
    }

    /// <summary>A field by its Go name, also one of an embedded struct.</summary>
    public KubeField? ByGoName(string name)
    {
        foreach (KubeField field in _declared)
        {
            if (string.Equals(field.GoName, name, StringComparison.Ordinal))
            {
                return field;
            }
        }

        foreach (KubeField field in _members)
        {
            if (string.Equals(field.GoName, name, StringComparison.Ordinal))
            {
                return field;
            }
        }

        return null;
    }

    /// <summary>Gives the struct its fields, once.</summary>
    public void Declare(KubeField[] fields) => _declared = fields;

    /// <summary>Unfolds embedded structs, once all structs have their fields.</summary>
    public void Unfold()
    {
        List<KubeField> members = [];
        Collect(members);
        _members = [.. members];
    }

    private void Collect(List<KubeField> members)
    {
        foreach (KubeField field in _declared)
        {
            if (field.IsEmbedded)
            {
                field.Type.Collect(members);
            }
            else
            {
                members.Add(field);
            }
        }
    }
}
