using System.Text.RegularExpressions;
using Istiod.Config;
using Istiod.Offline;
using Istiod.Protobuf;
using Istiod.Resources;

namespace Istiod.Golden.Cases;

/// <summary>Finds and reads case folders in the format of <c>tests/golden/README.md</c>.</summary>
public static partial class GoldenCases
{
    private const string ProxiesFile = "proxies.yaml";

    // what every case of the recording ran with
    private static readonly Dictionary<string, string> s_commonEnvironment = new(StringComparer.Ordinal)
    {
        ["POD_NAME"] = "istiod-golden",
        ["POD_NAMESPACE"] = "istio-system",
        ["REVISION"] = "default",
        ["CLUSTER_ID"] = "Kubernetes",
        ["PILOT_CERT_PROVIDER"] = "istiod",
        ["ISTIOD_ADDR"] = "istiod.istio-system.svc:15012",
        ["JWT_POLICY"] = "third-party-jwt",
        ["PILOT_ENABLE_STATUS"] = "true",
        ["SERVICE_ACCOUNT"] = "istiod",
    };

    /// <summary>Relative paths of all folders with proxies below <paramref name="root"/>, in ordinal order.</summary>
    /// <param name="only">Paths that match; <c>null</c> for all.</param>
    public static IReadOnlyList<string> Find(string root, Regex? only)
    {
        List<string> found = [];
        foreach (string file in Directory.EnumerateFiles(root, ProxiesFile, SearchOption.AllDirectories))
        {
            string path = System.IO.Path.GetRelativePath(root, System.IO.Path.GetDirectoryName(file) ?? root).Replace('\\', '/');
            if (only is null || only.IsMatch(path))
            {
                found.Add(path);
            }
        }

        found.Sort(StringComparer.Ordinal);
        return found;
    }

    /// <summary>Reads one case.</summary>
    /// <exception cref="InvalidDataException">A file of the case is no YAML of the expected form.</exception>
    public static GoldenCase Load(string root, string path)
    {
        string directory = System.IO.Path.Combine(root, path);
        string? cluster = ClusterFile(root, directory);
        Dictionary<string, IReadOnlyList<string>> remotes = new(StringComparer.Ordinal);
        foreach (string remote in Directory.EnumerateDirectories(directory, "remote*").Order(StringComparer.Ordinal))
        {
            string name = System.IO.Path.GetFileName(remote);
            remotes.Add(name == "remote" ? "remote-a" : name, ObjectFiles(remote, cluster));
        }

        return new GoldenCase(
            path,
            directory,
            ObjectFiles(directory, cluster),
            remotes,
            TextOf(directory, "mesh.yaml") ?? "{}",
            TextOf(directory, "networks.yaml"),
            Environment(directory),
            ReadProxies(System.IO.Path.Combine(directory, ProxiesFile)));
    }

    // applied.yaml is what the API server held; without it the inputs in their order
    private static List<string> ObjectFiles(string directory, string? cluster)
    {
        List<string> files = cluster is null ? [] : [cluster];
        string applied = System.IO.Path.Combine(directory, "applied.yaml");
        if (File.Exists(applied))
        {
            files.Add(applied);
            return files;
        }

        string input = System.IO.Path.Combine(directory, "input.yaml");
        if (File.Exists(input))
        {
            files.Add(input);
        }

        for (int i = 2; File.Exists(System.IO.Path.Combine(directory, $"input-{i}.yaml")); i++)
        {
            files.Add(System.IO.Path.Combine(directory, $"input-{i}.yaml"));
        }

        return files;
    }

    private static string? ClusterFile(string root, string directory)
    {
        string top = System.IO.Path.GetFullPath(root);
        for (DirectoryInfo? d = new(System.IO.Path.GetFullPath(directory)); d is not null; d = d.Parent)
        {
            string file = System.IO.Path.Combine(d.FullName, "cluster.yaml");
            if (File.Exists(file))
            {
                return file;
            }

            // one above the root too: CASES may be a single family
            if (d.FullName == System.IO.Path.GetDirectoryName(top))
            {
                return null;
            }
        }

        return null;
    }

    private static string? TextOf(string directory, string name)
    {
        string file = System.IO.Path.Combine(directory, name);
        return File.Exists(file) ? File.ReadAllText(file) : null;
    }

    private static Dictionary<string, string> Environment(string directory)
    {
        Dictionary<string, string> all = new(s_commonEnvironment, StringComparer.Ordinal);
        foreach (string line in (TextOf(directory, "env") ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && line[0] != '#')
            {
                all[line[..equals]] = line[(equals + 1)..];
            }
        }

        return all;
    }

    /// <summary>Reads a list of proxies.</summary>
    /// <exception cref="InvalidDataException">The file is no YAML of the expected form.</exception>
    public static IReadOnlyList<GoldenProxy> ReadProxies(string file)
    {
        List<GoldenProxy> proxies = [];
        foreach (DataNode item in ProxyNodes.ReadFile(file))
        {
            proxies.Add(Proxy(item, proxies.Count));
        }

        return proxies;
    }

    private static GoldenProxy Proxy(DataNode item, int index)
    {
        ProxyNode node = ProxyNodes.FromEntry(item);
        string label = item.TextOf("name") ?? node.Id.Split('~').ElementAtOrDefault(2) ?? node.Id;
        Dictionary<string, IReadOnlyList<string>> names = new(StringComparer.Ordinal);
        foreach (KeyValuePair<string, DataNode> member in item["names"]?.Members ?? [])
        {
            names[member.Key] = [.. member.Value.Items.Select(n => n.Text)];
        }

        DataNode? types = item.Present("types");
        return new GoldenProxy(
            index.ToString(System.Globalization.CultureInfo.InvariantCulture) + "-" + NotForFiles().Replace(label, "_"),
            node,
            types is { Items.Count: > 0 } ? [.. types.Items.Select(t => t.Text)] : ["cds", "eds", "lds", "rds"],
            names,
            item["delta"] is { Kind: DataKind.True },
            node.Metadata is { } metadata && metadata.Fields.TryGetValue("GENERATOR", out Value? generator) && generator.StringValue == "grpc");
    }

    [GeneratedRegex("[^A-Za-z0-9_.-]")]
    private static partial Regex NotForFiles();
}
