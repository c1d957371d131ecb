using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Istiod.Webhooks.Patches;

/// <summary>Which lists of a built-in kind merge, and by which key.</summary>
/// <remarks>Kinds of core/v1, apps/v1, batch/v1, autoscaling/v1 and v2, policy/v1, networking, rbac, coordination, discovery, storage,
/// scheduling, certificates and admissionregistration; others (custom resources) have no strategic merge, as in Kubernetes.
/// Source: the patchStrategy and patchMergeKey tags of k8s.io/api.</remarks>
public sealed class PatchSchema
{
    private static readonly Lazy<FrozenDictionary<string, PatchType>> Types = new(Load);
    private static readonly PatchType NoFields = new("", "struct", []);

    private PatchSchema(PatchType type) => Type = type;

    /// <summary>The schema of pods.</summary>
    public static PatchSchema Pod { get; } = TryFind("v1", "Pod", out PatchSchema? pod) ? pod : throw new InvalidOperationException("no Pod");

    internal PatchType Type { get; }

    /// <summary>The schema of a kind; false if it has no strategic merge.</summary>
    public static bool TryFind(string apiVersion, string kind, [NotNullWhen(true)] out PatchSchema? schema)
    {
        schema = Types.Value.TryGetValue($"{apiVersion}/{kind}", out PatchType? type) ? new PatchSchema(type) : null;
        return schema is not null;
    }

    /// <summary>The type of what is below a field.</summary>
    internal static PatchType Below(PatchField field) => field.Type is { } name
        ? Types.Value.GetValueOrDefault(name, NoFields)
        : field.Shape == PatchFieldShape.Struct ? NoFields : PatchType.Map;

    private static FrozenDictionary<string, PatchType> Load()
    {
        using Stream table = Assembly.GetExecutingAssembly().GetManifestResourceStream("PatchSchema.txt")
            ?? throw new InvalidOperationException("PatchSchema.txt is not built in");
        using StreamReader reader = new(table);
        Dictionary<string, PatchType> types = new(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            if (!line.StartsWith('#'))
            {
                string[] parts = line.Split(' ');
                Dictionary<string, PatchField> fields = new(StringComparer.Ordinal);
                foreach (string part in parts.AsSpan(1))
                {
                    int colon = part.IndexOf(':', StringComparison.Ordinal);
                    fields.Add(part[..colon], ReadField(part.AsSpan(colon + 1)));
                }

                // Kinds are written with their group, versions of equal name with a suffix; Go's own name is what messages have.
                string name = parts[0][(parts[0].LastIndexOf('/') + 1)..].Split('.')[0];
                types.Add(parts[0], new PatchType(name, "struct", fields));
            }
        }

        return types.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static PatchField ReadField(ReadOnlySpan<char> text)
    {
        int flags = text.IndexOfAny("+~=");
        ReadOnlySpan<char> shape = flags < 0 ? text : text[..flags];
        ReadOnlySpan<char> rest = flags < 0 ? [] : text[flags..];
        bool isReplaced = rest.EndsWith('=');
        bool merges = rest.StartsWith('+');
        string key = rest.Trim("+~=").ToString();
        bool isList = shape.StartsWith('[');
        ReadOnlySpan<char> type = shape.Trim("[]{}?");
        return new PatchField(
            shape is "[[]]" ? PatchFieldShape.ListOfLists
                : isList ? PatchFieldShape.List
                : shape is "{}" ? PatchFieldShape.Map : PatchFieldShape.Struct,
            type.IsEmpty ? null : type.ToString(),
            merges,
            key,
            isReplaced);
    }
}
