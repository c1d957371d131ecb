using System.IO.Compression;
using System.Text.RegularExpressions;

namespace Istiod.Golden.Tests;

/// <summary>Writes a case anew with all its names, namespaces and IP addresses replaced, in what is given and in what is expected.</summary>
/// <remarks>
/// A new name has a letter more behind its first one: so the order of names stays what it was, which decides ties. Names that are also
/// words of the configuration language (a key, or a name of the mesh itself) stay.
/// </remarks>
internal sealed partial class CaseRenamer
{
    private const string Letter = "q";

    // Words that mean something to the mesh wherever they stand.
    private static readonly HashSet<string> s_fixed = new(StringComparer.Ordinal)
    {
        "default", "istio-system", "kube-system", "kube-public", "kube-node-lease", "kubernetes", "mesh", "istio", "istiod", "local",
        "prometheus", "envoy", "zipkin", "http", "https", "tcp", "grpc", "tls", "all", "any", "root", "global", "sidecar", "router", "inbound",
        "outbound", "cluster", "svc", "com", "org", "example", "internal", "v1", "v2", "v3", "wasm", "lua", "jwt", "otel", "client", "server",
        "text", "json", "custom", "name", "namespace", "istio-ingressgateway", "istio-egressgateway", "ingress", "egress", "ns", "sa",
        "redis", "mongo", "mysql", "http2", "udp", "grpc-web", "ext", "ext-authz", "keys", "claims", "virtual",
    };

    private readonly Regex _names;

    private CaseRenamer(IEnumerable<string> names)
    {
        // Fixed words are found too, so that no name is found within one.
        string[] longestFirst = [.. names.Concat(s_fixed).OrderByDescending(n => n.Length).ThenBy(n => n, StringComparer.Ordinal).Select(Regex.Escape)];
        _names = new Regex(
            $"(?<![A-Za-z0-9]|[a-z]_)(?:{string.Join('|', longestFirst)})(?![A-Za-z0-9]|_[a-z])", RegexOptions.CultureInvariant);
    }

    /// <summary>How many names are replaced.</summary>
    public int Count { get; private init; }

    /// <summary>Reads the names of a case.</summary>
    public static CaseRenamer Of(string directory)
    {
        SortedSet<string> names = new(StringComparer.Ordinal);
        HashSet<string> words = new(StringComparer.Ordinal);
        foreach (string file in Files(directory))
        {
            string text = Read(file);
            foreach (Match key in KeyInYaml().Matches(text))
            {
                words.Add(key.Groups[1].Value);
            }

            if (file.EndsWith(".gz", StringComparison.Ordinal))
            {
                foreach (Match key in KeyInJson().Matches(text))
                {
                    words.Add(key.Groups[1].Value);
                }
            }
            else
            {
                foreach (Match name in NameInYaml().Matches(text))
                {
                    names.Add(name.Groups[1].Value);
                }
            }
        }

        names.RemoveWhere(name => s_fixed.Contains(name) || words.Contains(name));
        return new CaseRenamer(names) { Count = names.Count };
    }

    /// <summary>Writes the renamed case.</summary>
    public void Write(string from, string to)
    {
        foreach (string file in Files(from))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target) ?? to);
            string text = Rename(Read(file));
            if (!file.EndsWith(".gz", StringComparison.Ordinal))
            {
                File.WriteAllText(target, text);
                continue;
            }

            using FileStream stream = File.Create(target);
            using GZipStream packed = new(stream, CompressionLevel.Fastest);
            packed.Write(System.Text.Encoding.UTF8.GetBytes(text));
        }
    }

    private string Rename(string text)
    {
        // But for the address of the API server's own Service, which all cases share.
        text = Address().Replace(text, match => match.Value.StartsWith("10.244.", StringComparison.Ordinal)
            ? "10.243." + match.Value[7..]
            : "10.97." + match.Value[6..]);
        return _names.Replace(
            text, match => s_fixed.Contains(match.Value) ? match.Value : match.Value[..1] + Letter + match.Value[1..]);
    }

    private static IEnumerable<string> Files(string directory)
    {
        foreach (string file in Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            if (!file.EndsWith(".md", StringComparison.Ordinal))
            {
                yield return file;
            }
        }
    }

    private static string Read(string file)
    {
        if (!file.EndsWith(".gz", StringComparison.Ordinal))
        {
            return File.ReadAllText(file);
        }

        using FileStream stream = File.OpenRead(file);
        using GZipStream plain = new(stream, CompressionMode.Decompress);
        using StreamReader reader = new(plain);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"^  (?:name|namespace): ([A-Za-z0-9][A-Za-z0-9.-]*)$", RegexOptions.Multiline)]
    private static partial Regex NameInYaml();

    [GeneratedRegex(@"^[ -]*([A-Za-z0-9_]+):", RegexOptions.Multiline)]
    private static partial Regex KeyInYaml();

    [GeneratedRegex("\"([A-Za-z0-9_]+)\": ?[^ ]")]
    private static partial Regex KeyInJson();

    [GeneratedRegex(@"(?<![0-9.])10\.(?:244|96)\.(?!0\.1(?![0-9]))[0-9]+\.[0-9]+")]
    private static partial Regex Address();
}
