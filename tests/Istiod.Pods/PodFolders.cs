using System.Text.Json.Nodes;
using Istiod.Testing.ApiServer;
using Istiod.Testing.ApiServer.Json;

namespace Istiod.Pods;

/// <summary>Makes the folders that a kubelet would mount into a control plane's pod.</summary>
/// <remarks>kubernetes: pkg/volume/util/atomic_writer.go: files are links into <c>..data</c>, which is a link to a folder with a time in its name.</remarks>
internal sealed class PodFolders(TestApiServer server, string home)
{
    private const string AccountPath = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// <summary>The mounts of the chart's pod.</summary>
    public List<PodMount> Of(ChartPod pod)
    {
        List<PodMount> mounts = [Account(pod.Account)];
        foreach ((string path, (string volume, bool isReadOnly)) in pod.Mounts)
        {
            mounts.Add(new PodMount(Make(volume, pod), path, isReadOnly));
        }

        return mounts;
    }

    /// <summary>Token, authority and namespace of an account of istio-system.</summary>
    public PodMount Account(string account)
    {
        string directory = NewFolder("serviceaccount");
        server.WriteServiceAccount(directory, ChartCluster.Namespace, account);
        return new PodMount(directory, AccountPath, IsReadOnly: true);
    }

    /// <summary>An empty folder, as of a Secret that is optional and not there.</summary>
    public PodMount Empty(string path, bool isReadOnly) => new(NewFolder(Path.GetFileName(path)), path, isReadOnly);

    /// <summary>A file.</summary>
    public PodMount Text(string path, string text, bool isReadOnly)
    {
        string file = Path.Combine(home, "file" + path.Replace('/', '-'));
        File.WriteAllText(file, text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, (UnixFileMode)0b110_110_110);
        }

        return new PodMount(file, path, isReadOnly);
    }

    private string Make(string name, ChartPod pod)
    {
        JsonObject volume = pod.Volumes[name];
        string folder = NewFolder(name);
        if (Trees.Child(volume, "secret") is { } secret)
        {
            Fill(folder, "Secret", Trees.Text(secret, "secretName") ?? "", Trees.IsTrue(secret, "optional"));
        }
        else if (Trees.Child(volume, "configMap") is { } map)
        {
            Fill(folder, "ConfigMap", Trees.Text(map, "name") ?? "", Trees.IsTrue(map, "optional"));
        }
        else if (Trees.Child(volume, "projected") is { } projected)
        {
            Dictionary<string, byte[]> files = new(StringComparer.Ordinal);
            foreach (JsonObject source in Trees.Objects(projected, "sources"))
            {
                JsonObject token = Trees.Child(source, "serviceAccountToken") ?? throw new InvalidDataException("only tokens are projected");
                files[Trees.Text(token, "path") ?? ""] = System.Text.Encoding.UTF8.GetBytes(server.Tokens.ForAccount(
                    ChartCluster.Namespace, pod.Account, [Trees.Text(token, "audience") ?? ""], TimeSpan.FromSeconds(Trees.Number(token, "expirationSeconds") ?? 3600)));
            }

            Write(folder, files);
        }
        else if (Trees.Child(volume, "emptyDir") is null)
        {
            throw new InvalidDataException($"volume {name}: not a kind that is known here");
        }

        return folder;
    }

    private void Fill(string folder, string kind, string name, bool isOptional)
    {
        if (server.Get("v1", kind, ChartCluster.Namespace, name) is not { } found)
        {
            if (!isOptional)
            {
                throw new InvalidDataException($"{kind} {name} is not there: the pod would not start");
            }

            return;
        }

        Dictionary<string, byte[]> files = new(StringComparer.Ordinal);
        foreach ((string key, JsonNode? value) in Trees.Child(found, "data") ?? [])
        {
            string text = Trees.Text(value as JsonValue) ?? "";
            files[key] = kind == "Secret" ? Convert.FromBase64String(text) : System.Text.Encoding.UTF8.GetBytes(text);
        }

        Write(folder, files);
    }

    private static void Write(string folder, Dictionary<string, byte[]> files)
    {
        const string Version = "..2026_01_01_00_00_00.1";
        Directory.CreateDirectory(Path.Combine(folder, Version));
        File.CreateSymbolicLink(Path.Combine(folder, "..data"), Version);
        foreach ((string name, byte[] content) in files)
        {
            File.WriteAllBytes(Path.Combine(folder, Version, name), content);
            File.CreateSymbolicLink(Path.Combine(folder, name), "..data/" + name);
        }
    }

    // The pod's user is none of ours: what he may use is open to all.
    private string NewFolder(string name)
    {
        string folder = Path.Combine(home, name);
        Directory.CreateDirectory(folder);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(home, (UnixFileMode)0b111_101_101);
            File.SetUnixFileMode(folder, (UnixFileMode)0b111_111_111);
        }

        return folder;
    }
}
