namespace Istiod.Webhooks.Injection.Kube;

/// <summary>Go types by qualified name, read from a text: see <c>kube-types.txt</c>.</summary>
/// <remarks>
/// Lines: <c>type core.Protocol string</c> names a type of another; <c>core.Pod</c> opens a struct; <c> Spec spec core.PodSpec e</c> is a
/// field: Go name, JSON name, type, flags (<c>e</c> omitempty, <c>z</c> omitzero, <c>i</c> embedded, <c>-</c> none).
/// </remarks>
internal sealed class KubeTypeTable
{
    private readonly Dictionary<string, KubeType> _types = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _named = new(StringComparer.Ordinal);

    private KubeTypeTable()
    {
    }

    /// <summary>The type of a qualified name, e.g. <c>core.Pod</c> or <c>[]core.Container</c>.</summary>
    public KubeType this[string name] => Resolve(name);

    /// <summary>Reads a table that ships with us; a damaged one is our bug and throws.</summary>
    public static KubeTypeTable Read(TextReader text)
    {
        KubeTypeTable table = new();
        List<(KubeType Struct, List<string[]> Fields)> structs = [];
        while (text.ReadLine() is { } line)
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (line.StartsWith("type ", StringComparison.Ordinal))
            {
                table._named[words[1]] = words[2];
            }
            else if (line.StartsWith(' '))
            {
                structs[^1].Fields.Add(words);
            }
            else if (words.Length > 0)
            {
                KubeType type = new(KubeKind.Struct, Printed(words[0]));
                table._types[words[0]] = type;
                structs.Add((type, []));
            }
        }

        foreach ((KubeType type, List<string[]> fields) in structs)
        {
            type.Declare([.. fields.ConvertAll(table.Field)]);
        }

        foreach ((KubeType type, _) in structs)
        {
            type.Unfold();
        }

        return table;
    }

    /// <summary>Go prints the last part of a package's path, which is its version here.</summary>
    private static string Printed(string name)
    {
        int dot = name.IndexOf('.', StringComparison.Ordinal);
        return name[..dot] is "core" or "meta" or "apps" or "batch" or "openshift" ? "v1" + name[dot..] : name;
    }

    private KubeField Field(string[] words)
    {
        bool isPointer = words[2][0] == '*';
        string flags = words[3];
        return new KubeField(
            words[0],
            flags.Contains('i', StringComparison.Ordinal) ? "" : words[1],
            Resolve(isPointer ? words[2][1..] : words[2]),
            isPointer,
            flags.Contains('e', StringComparison.Ordinal),
            flags.Contains('z', StringComparison.Ordinal));
    }

    private KubeType Resolve(string name)
    {
        if (_types.TryGetValue(name, out KubeType? known))
        {
            return known;
        }

        KubeType type = Make(name);
        _types[name] = type;
        return type;
    }

    private KubeType Make(string name)
    {
        if (name is "[]byte")
        {
            return new KubeType(KubeKind.Bytes, "[]uint8");
        }

        if (name.StartsWith("[]", StringComparison.Ordinal))
        {
            KubeType element = Resolve(name[2..]);
            return new KubeType(KubeKind.Slice, "[]" + element.Name, element);
        }

        if (name.StartsWith("map[", StringComparison.Ordinal))
        {
            int end = name.IndexOf(']', StringComparison.Ordinal);
            KubeType value = Resolve(name[(end + 1)..]);
            return new KubeType(KubeKind.Map, $"map[{Resolve(name[4..end]).Name}]{value.Name}", value);
        }

        if (_named.TryGetValue(name, out string? underlying))
        {
            KubeType of = Resolve(underlying);
            return new KubeType(of.Kind, Printed(name), of.Element);
        }

        return name switch
        {
            "string" or "types.UID" => new KubeType(KubeKind.String, name),
            "bool" => new KubeType(KubeKind.Bool, name),
            "int32" => new KubeType(KubeKind.Int32, name),
            "int64" => new KubeType(KubeKind.Int64, name),
            "resource.Quantity" => new KubeType(KubeKind.Quantity, name),
            "intstr.IntOrString" => new KubeType(KubeKind.IntOrString, name),
            "meta.Time" => new KubeType(KubeKind.Time, "v1.Time"),
            "meta.FieldsV1" => new KubeType(KubeKind.Raw, "v1.FieldsV1"),
            "runtime.RawExtension" => new KubeType(KubeKind.Raw, name),
            _ => throw new InvalidOperationException($"no Go type {name}"),
        };
    }
}
