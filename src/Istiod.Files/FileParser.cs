using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Istiod.Config;
using Istiod.Config.Defaulting;
using Istiod.Config.Schema;
using Istiod.Config.Yaml;
using Istiod.Primitives;

namespace Istiod.Files;

/// <summary>Bytes of a file → objects, defaulted and refused as an API server does. Keeps allocations of a cluster; used by one thread.</summary>
internal sealed class FileParser
{
    // Documents of one file are at most this many, so that the next file's times come after them.
    private const int MaxDocuments = 1 << 20;

    // Who has more faults than this reads none of them.
    private const int MaxFindings = 1000;
    private readonly ObjectDefaulter _defaulter = new();
    private readonly ArrayBufferWriter<byte> _buffer = new(64 << 10);

    /// <summary>Creation time of an object that has none: files by rank, then documents; long before any real time.</summary>
    public static DateTimeOffset TimeOf(long rank, int document) =>
        new((rank * MaxDocuments) + document, TimeSpan.Zero);

    /// <summary>Reads all documents; each fault concerns its own document only.</summary>
    public ParsedFile Parse(ReadOnlySpan<byte> bytes, string path, long rank)
    {
        ParsedFile result = new();
        int next = 0;
        foreach (YamlDocument document in YamlReader.ReadAll(bytes, path, YamlOptions.Objects))
        {
            if (document.Root is null)
            {
                result.Findings.Add(document.Fault!); // a document has a root or a fault
                result.HasBrokenDocument = true;
                continue;
            }

            Take(document.Root, path, document.Line, rank, ref next, result);
        }

        int more = result.Findings.Count - MaxFindings;
        if (more > 0)
        {
            result.Findings.RemoveRange(MaxFindings, more);
            result.Findings.Add(At(path, 1, "file.limit", string.Create(CultureInfo.InvariantCulture, $"{more} more faults are not listed")));
        }

        return result;
    }

    private void Take(DataNode root, string path, int line, long rank, ref int next, ParsedFile result)
    {
        string? apiVersion = root.TextOf("apiVersion");
        string? kindName = root.TextOf("kind");
        if (string.IsNullOrEmpty(apiVersion) || string.IsNullOrEmpty(kindName))
        {
            result.Findings.Add(At(path, line, "object.type", "apiVersion and kind are needed"));
            return;
        }

        if (kindName.EndsWith("List", StringComparison.Ordinal) && root["items"] is { Kind: DataKind.Array } items)
        {
            foreach (DataNode item in items.Items)
            {
                // Items of a typed list may leave out their type.
                if (kindName != "List" && item.Kind == DataKind.Object)
                {
                    item.Default("apiVersion", apiVersion);
                    item.Default("kind", kindName[..^4]);
                }

                Take(item, path, line + Math.Max(item.Line - 1, 0), rank, ref next, result);
            }

            return;
        }

        if (!KindCatalog.TryGet(apiVersion, kindName, out KindDescriptor? kind))
        {
            result.Findings.Add(At(path, line, "kind.unknown", $"{apiVersion} {kindName} is not read"));
            return;
        }

        if (next >= MaxDocuments)
        {
            result.Findings.Add(At(path, line, "file.limit", "too many objects in one file"));
            return;
        }

        Decode(kind, root, path, line, TimeOf(rank, next++), result);
    }

    private void Decode(KindDescriptor kind, DataNode root, string path, int line, DateTimeOffset time, ParsedFile result)
    {
        _defaulter.Apply(kind, root);
        ValueArray<Finding> refused = ObjectSchema.Check(kind, root);
        if (!refused.IsEmpty)
        {
            Refuse(kind, root, path, line, refused, result);
            return;
        }

        _buffer.ResetWrittenCount();
        using (Utf8JsonWriter writer = new(_buffer, DataNode.Writing))
        {
            root.WriteTo(writer);
        }

        DecodeResult decoded = Decoder.Decode(kind, _buffer.WrittenSpan, time);
        if (!decoded.IsOk)
        {
            Refuse(kind, root, path, line, decoded.Findings, result);
            return;
        }

        ObjectId id = new(kind, decoded.Object.Key);
        if (!result.Objects.TryAdd(id, decoded.Object))
        {
            result.Findings.Add(At(path, line, "object.duplicate", $"{id} is defined twice in this file; the first counts"));
        }
    }

    private static void Refuse(
        KindDescriptor kind, DataNode root, string path, int line, ValueArray<Finding> faults, ParsedFile result)
    {
        DataNode? meta = root["metadata"];
        result.Kept.Add(new ObjectId(kind, new NamespacedName(meta?.TextOf("namespace") ?? "", meta?.TextOf("name") ?? "")));
        foreach (Finding fault in faults)
        {
            result.Findings.Add(At(path, line, fault.Code, $"{fault.Path}: {fault.Message}"));
        }
    }

    private static Finding At(string path, int line, string code, string message) =>
        new(code, string.Create(CultureInfo.InvariantCulture, $"{path}:{line}"), message);
}
