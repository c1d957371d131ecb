using System.Text;
using System.Text.Json.Nodes;
using Istiod.Testing.ApiServer.Json;

namespace Istiod.Testing.ApiServer.Storage;

/// <summary>One version of one stored object. Immutable.</summary>
/// <remarks>
/// The body is JSON without the leading brace, kind and apiVersion, and begins with the metadata: so one copy serves lists of typed
/// kinds (whose items carry no kind), single reads, every served version of a CRD, and metadata-only answers.
/// </remarks>
public sealed class StoredObject
{
    private static readonly byte[] s_metadataHead = "\"metadata\":"u8.ToArray();

    internal StoredObject(JsonObject tree, string ns, string name, long revision, IReadOnlyDictionary<string, string> fields)
    {
        Namespace = ns;
        Name = name;
        Revision = revision;
        Fields = fields;
        JsonObject meta = Trees.Child(tree, "metadata") ?? [];
        Uid = Trees.Text(meta, "uid") ?? "";
        Labels = Trees.TextMap(Trees.Child(meta, "labels"));
        Owners = [.. Trees.Objects(meta, "ownerReferences").Select(o => Trees.Text(o, "uid") ?? "")];
        byte[] metadata = Trees.ToBytes(meta);
        JsonObject rest = [];
        foreach (KeyValuePair<string, JsonNode?> member in tree)
        {
            if (member.Key is not ("kind" or "apiVersion" or "metadata"))
            {
                rest[member.Key] = member.Value?.DeepClone();
            }
        }

        byte[] tail = Trees.ToBytes(rest);
        MetadataLength = s_metadataHead.Length + metadata.Length;
        byte[] body = new byte[MetadataLength + (rest.Count == 0 ? 1 : tail.Length)];
        s_metadataHead.CopyTo(body, 0);
        metadata.CopyTo(body, s_metadataHead.Length);
        if (rest.Count == 0)
        {
            body[^1] = (byte)'}';
        }
        else
        {
            tail.CopyTo(body, MetadataLength);
            body[MetadataLength] = (byte)',';
        }

        Body = body;
    }

    /// <summary>Namespace; empty for cluster-wide kinds.</summary>
    public string Namespace { get; }

    /// <summary>Name.</summary>
    public string Name { get; }

    /// <summary>The revision that wrote it: its <c>resourceVersion</c>.</summary>
    public long Revision { get; }

    /// <summary>Its uid.</summary>
    public string Uid { get; }

    /// <summary>Its labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; }

    /// <summary>Uids of its owners.</summary>
    internal string[] Owners { get; }

    /// <summary>Values of the fields that selectors may name.</summary>
    internal IReadOnlyDictionary<string, string> Fields { get; }

    /// <summary>All from <c>"metadata":</c> to the closing brace, UTF-8.</summary>
    internal ReadOnlyMemory<byte> Body { get; }

    /// <summary>Length of the metadata member at the head of <see cref="Body"/>.</summary>
    internal int MetadataLength { get; }

    internal string Key => KeyOf(Namespace, Name);

    internal static string KeyOf(string ns, string name) => $"{ns}/{name}";

    /// <summary>The same content under another revision.</summary>
    internal StoredObject WithRevision(long revision)
    {
        JsonObject tree = ToTree("", "");
        Trees.Ensure(tree, "metadata")["resourceVersion"] = revision.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return new StoredObject(tree, Namespace, Name, revision, Fields);
    }

    /// <summary>The object as a tree of the caller's own.</summary>
    internal JsonObject ToTree(string apiVersion, string kind)
    {
        byte[] head = Encoding.UTF8.GetBytes($$"""{"kind":"{{kind}}","apiVersion":"{{apiVersion}}",""");
        byte[] all = new byte[head.Length + Body.Length];
        head.CopyTo(all, 0);
        Body.Span.CopyTo(all.AsSpan(head.Length));
        return Trees.ParseObject(all);
    }
}
