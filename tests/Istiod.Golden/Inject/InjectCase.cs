using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Istiod.Config;
using Istiod.Config.Yaml;

namespace Istiod.Golden.Inject;

/// <summary>A recorded case of injection: what the injector is given, and the call.</summary>
internal sealed class InjectCase
{
    private const string Packed = "expected.json.gz";
    private const string InjectorMap = "istio-sidecar-injector";

    // the chart is the same for nearly all cases
    private static readonly ConcurrentDictionary<string, JsonObject> s_charts = new(StringComparer.Ordinal);

    private InjectCase(string path, string directory, JsonObject record)
    {
        Path = path;
        Directory = directory;
        Record = record;
    }

    /// <summary>Relative to the folder of all cases.</summary>
    public string Path { get; }

    /// <summary>The folder.</summary>
    public string Directory { get; }

    /// <summary>The recording, which holds the request and the installation too.</summary>
    public JsonObject Record { get; }

    /// <summary>Key <c>config</c> of the injector's ConfigMap.</summary>
    public string Config { get; private set; } = "";

    /// <summary>Key <c>values</c> of it.</summary>
    public string Values { get; private set; } = "";

    /// <summary>Key <c>mesh</c> of the mesh's ConfigMap.</summary>
    public string Mesh { get; private set; } = "";

    /// <summary>Variables of the process.</summary>
    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal);

    /// <summary>Objects of the cluster, as JSON.</summary>
    public IReadOnlyList<JsonObject> Objects { get; private set; } = [];

    /// <summary>Operations on the pod between the first call and the second; null if there is one call only.</summary>
    public JsonArray? Again { get; private set; }

    /// <summary>Whether a folder holds such a case.</summary>
    private static bool IsOne(string directory) =>
        File.Exists(System.IO.Path.Combine(directory, Packed)) && ReadRecord(directory).ContainsKey("request");

    /// <summary>Relative paths of all cases below a folder.</summary>
    public static IReadOnlyList<string> Find(string root)
    {
        List<string> found = [];
        foreach (string file in System.IO.Directory.EnumerateFiles(root, Packed, SearchOption.AllDirectories))
        {
            string directory = System.IO.Path.GetDirectoryName(file) ?? root;
            if (!File.Exists(System.IO.Path.Combine(directory, "proxies.yaml")) && IsOne(directory))
            {
                found.Add(System.IO.Path.GetRelativePath(root, directory).Replace('\\', '/'));
            }
        }

        found.Sort(StringComparer.Ordinal);
        return found;
    }

    /// <summary>Reads a case.</summary>
    /// <param name="chart">Folder of the rendered chart, for cases whose installation is the usual one.</param>
    public static InjectCase Load(string root, string path, string chart)
    {
        string directory = System.IO.Path.Combine(root, path);
        InjectCase golden = new(path, directory, ReadRecord(directory));
        JsonObject? install = golden.Record["install"] as JsonObject;
        string revision = (install?["env"] as JsonObject)?["REVISION"]?.GetValue<string>() ?? "default";
        string suffix = revision is "" or "default" ? "" : "-" + revision;
        JsonObject maps = install?["configmaps"] as JsonObject ?? s_charts.GetOrAdd(System.IO.Path.Combine(chart, "rendered-default.yaml"), ChartMaps);
        golden.Config = maps[InjectorMap + suffix]?["config"]?.GetValue<string>() ?? "";
        golden.Values = maps[InjectorMap + suffix]?["values"]?.GetValue<string>() ?? "";
        golden.Mesh = maps["istio" + suffix]?["mesh"]?.GetValue<string>() ?? "";
        golden.Environment["REVISION"] = "default";
        foreach (KeyValuePair<string, JsonNode?> variable in install?["env"] as JsonObject ?? [])
        {
            golden.Environment[variable.Key] = variable.Value?.GetValue<string>() ?? "";
        }

        foreach (string line in Lines(directory, "env"))
        {
            int equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
            {
                golden.Environment[line[..equals]] = line[(equals + 1)..];
            }
        }

        golden.Objects = Documents(System.IO.Path.Combine(directory, "input.yaml"));
        foreach (JsonObject request in Documents(System.IO.Path.Combine(directory, "request.yaml")))
        {
            golden.Again = (request["again"] as JsonArray)?.DeepClone() as JsonArray;
        }

        return golden;
    }

    /// <summary>Documents of a YAML file; none if it does not exist.</summary>
    public static IReadOnlyList<JsonObject> Documents(string file)
    {
        List<JsonObject> objects = [];
        if (File.Exists(file))
        {
            foreach (YamlDocument document in YamlReader.ReadAll(File.ReadAllBytes(file), file, YamlOptions.Objects))
            {
                objects.Add(Tree(document.Root ?? throw new InvalidDataException(document.Fault?.ToString())) as JsonObject ?? []);
            }
        }

        return objects;
    }

    private static JsonNode? Tree(DataNode node) => JsonNode.Parse(Encoding.UTF8.GetString(node.ToJson()));

    private static JsonObject ChartMaps(string file)
    {
        JsonObject maps = [];
        foreach (JsonObject document in Documents(file))
        {
            if (document["kind"]?.GetValue<string>() == "ConfigMap")
            {
                maps[document["metadata"]?["name"]?.GetValue<string>() ?? ""] = document["data"]?.DeepClone();
            }
        }

        return maps;
    }

    private static IEnumerable<string> Lines(string directory, string name)
    {
        string file = System.IO.Path.Combine(directory, name);
        return File.Exists(file) ? File.ReadLines(file) : [];
    }

    private static JsonObject ReadRecord(string directory)
    {
        using FileStream file = File.OpenRead(System.IO.Path.Combine(directory, Packed));
        using GZipStream unpacked = new(file, CompressionMode.Decompress);
        return JsonNode.Parse(unpacked) as JsonObject ?? [];
    }
}
