using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Istiod.Config;
using Istiod.Config.Yaml;

namespace Istiod.Golden.Inject;

/// <summary>
/// A case of injection: what the injector is given, and the call. Both come from the recording where there is one; without it
/// they are made from the other files of the case, as the recording was made.
/// </summary>
internal sealed class InjectCase
{
    private const string Packed = "expected.json.gz";
    private const string PodFile = "pod.yaml";
    private const string RequestFile = "request.yaml";
    private const string InjectorMap = "istio-sidecar-injector";

    // the chart is the same for nearly all cases
    private static readonly ConcurrentDictionary<string, JsonObject> s_charts = new(StringComparer.Ordinal);

    private InjectCase(string path, string directory, JsonObject record, JsonObject request)
    {
        Path = path;
        Directory = directory;
        Record = record;
        Request = request;
    }

    /// <summary>Relative to the folder of all cases.</summary>
    public string Path { get; }

    /// <summary>The folder.</summary>
    public string Directory { get; }

    /// <summary>The recording; empty if the case has none.</summary>
    public JsonObject Record { get; }

    /// <summary>The HTTP request: <c>method</c>, <c>target</c>, <c>contentType</c>, and <c>body</c>, <c>text</c> or <c>bodySize</c>.</summary>
    public JsonObject Request { get; }

    /// <summary>Whether the file of the case goes through the offline verb too.</summary>
    public bool IsWorkload { get; private set; }

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

    /// <summary>Relative paths of all cases below a folder: folders with a pod or a request, and without proxies.</summary>
    public static IReadOnlyList<string> Find(string root)
    {
        HashSet<string> found = new(StringComparer.Ordinal);
        foreach (string name in (ReadOnlySpan<string>)[PodFile, RequestFile])
        {
            foreach (string file in System.IO.Directory.EnumerateFiles(root, name, SearchOption.AllDirectories))
            {
                string directory = System.IO.Path.GetDirectoryName(file) ?? root;
                if (!File.Exists(System.IO.Path.Combine(directory, "proxies.yaml")))
                {
                    found.Add(System.IO.Path.GetRelativePath(root, directory).Replace('\\', '/'));
                }
            }
        }

        return [.. found.Order(StringComparer.Ordinal)];
    }

    /// <summary>Reads a case.</summary>
    /// <param name="chart">Folder of the rendered chart.</param>
    /// <param name="isFromFiles">Whether the recording, if there is one, gives neither request nor installation.</param>
    public static InjectCase Load(string root, string path, string chart, bool isFromFiles = false)
    {
        string directory = System.IO.Path.Combine(root, path);
        JsonObject record = ReadRecord(directory);
        JsonObject? oddities = Document(directory, RequestFile);
        JsonObject? workload = Document(directory, PodFile);
        JsonObject request = (isFromFiles ? null : record["request"] as JsonObject)?.DeepClone() as JsonObject ?? ReviewRequest.Build(workload, oddities);
        InjectCase golden = new(path, directory, record, request)
        {
            Objects = Documents(System.IO.Path.Combine(directory, "input.yaml")),
            Again = (oddities?["again"] as JsonArray)?.DeepClone() as JsonArray,
            IsWorkload = workload is not null && JsonMerge.TextAt(workload, "kind") != "Pod",
        };
        JsonObject maps = s_charts.GetOrAdd(System.IO.Path.Combine(chart, "rendered-default.yaml"), ChartMaps);
        if (!isFromFiles && record.ContainsKey("request"))
        {
            golden.InstallRecorded(maps);
        }
        else
        {
            golden.InstallComposed(maps);
        }

        foreach (string line in Lines(directory, "env"))
        {
            int equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
            {
                golden.Environment[line[..equals]] = line[(equals + 1)..];
            }
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

    private void InstallRecorded(JsonObject chart)
    {
        JsonObject? install = Record["install"] as JsonObject;
        string revision = (install?["env"] as JsonObject)?["REVISION"]?.GetValue<string>() ?? "default";
        string suffix = revision is "" or "default" ? "" : "-" + revision;
        JsonObject maps = install?["configmaps"] as JsonObject ?? chart;
        Config = maps[InjectorMap + suffix]?["config"]?.GetValue<string>() ?? "";
        Values = maps[InjectorMap + suffix]?["values"]?.GetValue<string>() ?? "";
        Mesh = maps["istio" + suffix]?["mesh"]?.GetValue<string>() ?? "";
        Environment["REVISION"] = "default";
        foreach (KeyValuePair<string, JsonNode?> variable in install?["env"] as JsonObject ?? [])
        {
            Environment[variable.Key] = variable.Value?.GetValue<string>() ?? "";
        }
    }

    private void InstallComposed(JsonObject chart)
    {
        ChartInstall install = ChartInstall.Compose(
            (Yaml(chart[InjectorMap]?["config"]), Yaml(chart[InjectorMap]?["values"]), Yaml(chart["istio"]?["mesh"])),
            Document(Directory, "values.yaml"),
            Document(Directory, "mesh.yaml"),
            Document(Directory, "template.yaml"));
        Config = install.Config.ToJsonString();
        Values = install.Values.ToJsonString();
        Mesh = install.Mesh.ToJsonString();
        foreach (KeyValuePair<string, string> variable in install.Environment)
        {
            Environment[variable.Key] = variable.Value;
        }
    }

    private static JsonObject Yaml(JsonNode? text) =>
        YamlReader.TryRead(Encoding.UTF8.GetBytes(text?.GetValue<string>() ?? ""), "chart", 1, YamlOptions.Objects, out DataNode? root, out _) && root is not null
            ? Tree(root) as JsonObject ?? []
            : [];

    private static JsonObject? Document(string directory, string name) =>
        Documents(System.IO.Path.Combine(directory, name)) is [var first, ..] ? first : null;

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
        string path = System.IO.Path.Combine(directory, Packed);
        if (!File.Exists(path))
        {
            return [];
        }

        using FileStream file = File.OpenRead(path);
        using GZipStream unpacked = new(file, CompressionMode.Decompress);
        return JsonNode.Parse(unpacked) as JsonObject ?? [];
    }
}
