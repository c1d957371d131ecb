namespace Istiod.Webhooks.Patches;

/// <summary>A Kubernetes type as merging sees it: its fields that hold objects, maps or lists.</summary>
internal sealed class PatchType
{
    /// <summary>What the values of maps and lists of scalars are: nothing below them can be merged.</summary>
    public static readonly PatchType Map = new("", "map", []);

    private readonly Dictionary<string, PatchField> _fields;

    public PatchType(string name, string goKind, Dictionary<string, PatchField> fields)
    {
        Name = name;
        GoKind = goKind;
        _fields = fields;
    }

    /// <summary>The Go name.</summary>
    public string Name { get; }

    /// <summary>The Go kind.</summary>
    public string GoKind { get; }

    /// <summary>The field of a member, also if its name differs in case.</summary>
    /// <exception cref="PatchException">The type has no such field.</exception>
    public PatchField Field(string name)
    {
        if (GoKind != "struct")
        {
            throw new PatchException($"merging an object in json but data type is not struct, instead is: {GoKind}");
        }

        if (_fields.TryGetValue(name, out PatchField? field))
        {
            return field;
        }

        foreach ((string known, PatchField candidate) in _fields)
        {
            if (known.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return candidate;
            }
        }

        throw new PatchException($"unable to find api field in struct {Name} for the json field \"{name}\"");
    }

    /// <summary>The field of a member that holds a list.</summary>
    /// <exception cref="PatchException">The type has no such field, or it is no list.</exception>
    public PatchField ListField(string name)
    {
        PatchField field = Field(name);
        return field.Shape switch
        {
            PatchFieldShape.List => field,
            PatchFieldShape.ListOfLists => throw new PatchException("unexpected slice of slice"),
            _ => throw new PatchException($"expected slice or array type, but got: {GoKind}"),
        };
    }
}
