using System.Text;
using Istiod.Config;
using Istiod.Config.Yaml;
using Istiod.Primitives;

namespace Istiod.Kubernetes.Connection;

/// <summary>Kubeconfig files → <see cref="ClusterConfig"/>. Of several files the first that names a thing counts.</summary>
/// <param name="mayReadFiles">Whether the text may name files of this machine; texts of strangers may not.</param>
/// <remarks>Exec plugins and auth providers are never run; a user that needs one is refused.</remarks>
internal sealed class KubeconfigReader(bool mayReadFiles)
{
    private readonly Dictionary<string, (DataNode Node, string Folder)> _clusters = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (DataNode Node, string Folder)> _users = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (DataNode Node, string Folder)> _contexts = new(StringComparer.Ordinal);
    private string _current = "";

    /// <summary>Reads the files that are there.</summary>
    /// <returns><c>null</c> if none of them has a current context.</returns>
    public static ClusterConfig? ReadFiles(IReadOnlyList<string> files)
    {
        KubeconfigReader reader = new(mayReadFiles: true);
        foreach (string file in files)
        {
            if (file.Length == 0 || !File.Exists(file))
            {
                continue;
            }

            try
            {
                reader.Add(File.ReadAllBytes(file), file, Path.GetDirectoryName(Path.GetFullPath(file)) ?? "/");
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                throw new ClusterConfigException($"{file}: {fault.Message}", fault);
            }
        }

        return reader.Finish();
    }

    /// <summary>Takes one file's text.</summary>
    /// <param name="folder">What its relative paths start from.</param>
    public void Add(ReadOnlySpan<byte> text, string name, string folder)
    {
        if (!YamlReader.TryRead(text, name, 1, null, out DataNode? root, out Finding? fault))
        {
            throw new ClusterConfigException($"{fault}");
        }

        if (root is not { Kind: DataKind.Object })
        {
            return;
        }

        Collect(root, "clusters", "cluster", folder, _clusters);
        Collect(root, "users", "user", folder, _users);
        Collect(root, "contexts", "context", folder, _contexts);
        if (_current.Length == 0)
        {
            _current = root.TextOf("current-context") ?? "";
        }
    }

    /// <summary>The current context; <c>null</c> if none is named.</summary>
    public ClusterConfig? Finish()
    {
        if (_current.Length == 0)
        {
            return null;
        }

        if (!_contexts.TryGetValue(_current, out (DataNode Node, string Folder) context)
            || !_clusters.TryGetValue(context.Node.TextOf("cluster") ?? "", out (DataNode Node, string Folder) cluster))
        {
            throw new ClusterConfigException($"kubeconfig: context {_current} or its cluster does not exist");
        }

        bool hasUser = _users.TryGetValue(context.Node.TextOf("user") ?? "", out (DataNode Node, string Folder) user);
        DataNode account = hasUser ? user.Node : DataNode.Object();
        RefusePlugins(account);
        bool skips = cluster.Node["insecure-skip-tls-verify"] is { Kind: DataKind.True };
        if (skips && !mayReadFiles)
        {
            throw new ClusterConfigException("kubeconfig: insecure-skip-tls-verify is not allowed");
        }

        string server = cluster.Node.TextOf("server") ?? "";
        if (!Uri.TryCreate(server, UriKind.Absolute, out Uri? address) || address.Scheme is not ("http" or "https"))
        {
            throw new ClusterConfigException($"kubeconfig: server \"{server}\" is no address");
        }

        string name = account.TextOf("username") ?? "";
        return new ClusterConfig
        {
            Server = address,
            ServerName = cluster.Node.TextOf("tls-server-name") ?? "",
            SkipsVerification = skips,
            Proxy = cluster.Node.TextOf("proxy-url") is { Length: > 0 } proxy ? new Uri(proxy) : null,
            Authorities = DataOrFile(cluster.Node, "certificate-authority", cluster.Folder),
            ClientCertificate = DataOrFile(account, "client-certificate", user.Folder),
            ClientKey = DataOrFile(account, "client-key", user.Folder),
            Token = Token(account, user.Folder),
            BasicAuthentication = name.Length > 0 ? $"{name}:{account.TextOf("password")}" : "",
        };
    }

    private static void Collect(
        DataNode root, string list, string member, string folder, Dictionary<string, (DataNode Node, string Folder)> into)
    {
        foreach (DataNode item in root[list]?.Items ?? [])
        {
            if (item.Kind == DataKind.Object && item.TextOf("name") is { } name && item[member] is { Kind: DataKind.Object } value)
            {
                into.TryAdd(name, (value, folder));
            }
        }
    }

    private static void RefusePlugins(DataNode user)
    {
        if (user.Present("exec") is not null)
        {
            throw new ClusterConfigException("kubeconfig: exec plugins are not run");
        }

        // Without its plugin an OIDC user is no more than its token; the reference lets it pass too.
        if (user.Present("auth-provider") is { } provider && provider.TextOf("name") != "oidc")
        {
            throw new ClusterConfigException($"kubeconfig: auth provider {provider.TextOf("name")} is not allowed");
        }
    }

    private Credential? Token(DataNode user, string folder)
    {
        // The file is newer than the text, as in client-go.
        if (user.TextOf("tokenFile") is { Length: > 0 } file)
        {
            return Credential.OfFile(Allowed("tokenFile", folder, file));
        }

        string? token = user.TextOf("token") ?? user["auth-provider"]?["config"]?.TextOf("id-token");
        return string.IsNullOrEmpty(token) ? null : Credential.Of(Encoding.UTF8.GetBytes(token));
    }

    private Credential? DataOrFile(DataNode node, string name, string folder)
    {
        if (node.TextOf(name + "-data") is { Length: > 0 } data)
        {
            byte[] bytes = new byte[data.Length];
            return Convert.TryFromBase64String(data, bytes, out int length)
                ? Credential.Of(bytes.AsSpan(0, length))
                : throw new ClusterConfigException($"kubeconfig: {name}-data is not base64");
        }

        return node.TextOf(name) is { Length: > 0 } file ? Credential.OfFile(Allowed(name, folder, file)) : null;
    }

    private string Allowed(string name, string folder, string file) =>
        mayReadFiles ? Path.Combine(folder, file) : throw new ClusterConfigException($"kubeconfig: {name} is not allowed");
}
