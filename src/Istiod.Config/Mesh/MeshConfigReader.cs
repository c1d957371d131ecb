using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Istiod.Config.Json;
using Istiod.Config.Yaml;
using Istiod.Primitives;
using Istiod.Protobuf;
using Istiod.Protos.Istio.Mesh.V1Alpha1;

namespace Istiod.Config.Mesh;

/// <summary>Lays YAML of mesh settings over what is set already. Inputs are never changed.</summary>
/// <remarks>
/// A field that is given replaces the one below as a whole. What merges instead: the proxy config field by field, its metadata by key, its
/// headers by header; default providers field by field; extension providers by name; trust domain aliases as a set.
/// istiod: pkg/config/mesh/mesh.go:ApplyMeshConfig, MergeProxyConfig.
/// </remarks>
public static class MeshConfigReader
{
    /// <summary>Lays YAML over <paramref name="below"/> (<see cref="MeshDefaults.Mesh"/> for the first layer).</summary>
    /// <param name="source">Name for findings, e.g. a file.</param>
    /// <param name="fault">What is wrong, with <c>source:line</c> or the field; null if it was read.</param>
    public static bool TryApply(
        ReadOnlySpan<byte> yaml,
        string source,
        MeshConfig below,
        [NotNullWhen(true)] out MeshConfig? mesh,
        [NotNullWhen(false)] out Finding? fault)
    {
        mesh = null;
        if (!TryTree(yaml, source, out DataNode? given, out fault))
        {
            return false;
        }

        try
        {
            mesh = Apply(given, below);
            fault = MeshConfigRules.Check(mesh, source);
        }
        catch (ProtoJsonException wrong)
        {
            // The user's value does not fit the message.
            fault = new Finding("mesh.decode", Place(source, wrong), wrong.Reason);
        }

        mesh = fault is null ? mesh : null;
        return mesh is not null;
    }

    /// <summary>Lays YAML or JSON of a proxy config (of an annotation, of node metadata) over <paramref name="below"/>.</summary>
    public static bool TryApplyProxy(
        ReadOnlySpan<byte> yaml,
        string source,
        ProxyConfig below,
        [NotNullWhen(true)] out ProxyConfig? proxy,
        [NotNullWhen(false)] out Finding? fault)
    {
        proxy = null;
        if (!TryTree(yaml, source, out DataNode? given, out fault))
        {
            return false;
        }

        try
        {
            proxy = ApplyProxy(given, below);
            return true;
        }
        catch (ProtoJsonException wrong)
        {
            // The user's value does not fit the message.
            fault = new Finding("mesh.decode", Place(source, wrong), wrong.Reason);
            return false;
        }
    }

    /// <summary>Reads mesh networks; an empty text is no networks.</summary>
    public static bool TryReadNetworks(
        ReadOnlySpan<byte> yaml,
        string source,
        [NotNullWhen(true)] out MeshNetworks? networks,
        [NotNullWhen(false)] out Finding? fault)
    {
        networks = null;
        if (!TryTree(yaml, source, out DataNode? given, out fault))
        {
            return false;
        }

        try
        {
            networks = Message<MeshNetworks>(given);
            fault = MeshConfigRules.Check(networks, source);
            networks = fault is null ? networks : null;
            return networks is not null;
        }
        catch (ProtoJsonException wrong)
        {
            // The user's value does not fit the message.
            fault = new Finding("mesh.decode", Place(source, wrong), wrong.Reason);
            return false;
        }
    }

    private static MeshConfig Apply(DataNode given, MeshConfig below)
    {
        DataNode? proxy = Take(given, "defaultConfig");
        DataNode? providers = Take(given, "defaultProviders");
        MeshConfig mesh = Overlay(below, given);
        if (proxy is not null)
        {
            mesh.DefaultConfig = ApplyProxy(proxy, below.DefaultConfig ?? MeshDefaults.Proxy());
        }

        if (providers is not null)
        {
            mesh.DefaultProviders = Overlay(below.DefaultProviders ?? new(), providers);
        }

        if (given.Present("extensionProviders") is not null)
        {
            MergeProviders(mesh, below);
        }

        SortedSet<string> aliases = new(StringComparer.Ordinal);
        aliases.UnionWith(mesh.TrustDomainAliases);
        aliases.UnionWith(below.TrustDomainAliases);
        mesh.TrustDomainAliases.Clear();
        mesh.TrustDomainAliases.AddRange(aliases);
        return mesh;
    }

    private static ProxyConfig ApplyProxy(DataNode given, ProxyConfig below)
    {
        ProxyConfig proxy = Overlay(below, given);
        foreach (KeyValuePair<string, string> item in below.ProxyMetadata)
        {
            proxy.ProxyMetadata.TryAdd(item.Key, item.Value);
        }

        if (proxy.ProxyHeaders is { } headers && below.ProxyHeaders is { } old)
        {
            headers.ForwardedClientCert = headers.ForwardedClientCert == 0 ? old.ForwardedClientCert : headers.ForwardedClientCert;
            headers.RequestId ??= old.RequestId;
            headers.AttemptCount ??= old.AttemptCount;
            headers.Server ??= old.Server;
            headers.EnvoyDebugHeaders ??= old.EnvoyDebugHeaders;
        }

        return proxy;
    }

    /// <summary>Known names get the new provider in their place; new names come behind.</summary>
    private static void MergeProviders(MeshConfig mesh, MeshConfig below)
    {
        List<MeshConfig.Types.ExtensionProvider> merged = [.. below.ExtensionProviders];
        foreach (MeshConfig.Types.ExtensionProvider provider in mesh.ExtensionProviders)
        {
            int at = merged.FindIndex(known => string.Equals(known.Name, provider.Name, StringComparison.Ordinal));
            if (at < 0)
            {
                merged.Add(provider);
            }
            else
            {
                merged[at] = provider;
            }
        }

        mesh.ExtensionProviders.Clear();
        mesh.ExtensionProviders.AddRange(merged);
    }

    private static T Overlay<T>(T below, DataNode given)
        where T : class, IProtoMessage<T>
    {
        DataNode tree = Tree(below);
        foreach (KeyValuePair<string, DataNode> member in given.Members)
        {
            if (!member.Value.IsNull)
            {
                // Behind all others: of two members of a oneof the last one counts.
                string name = CamelCase(member.Key);
                tree.Remove(name);
                tree.Set(name, member.Value);
            }
        }

        return Message<T>(tree);
    }

    private static T Message<T>(DataNode tree)
        where T : class, IProtoMessage<T> => SpecReading.Read<T>(tree.ToJson());

    private static DataNode Tree(IProtoMessage message)
    {
        System.Buffers.ArrayBufferWriter<byte> buffer = new(4096);
        using (Utf8JsonWriter writer = new(buffer, JsonRead.RelaxedWriting))
        {
            message.WriteJson(writer, ProtoJsonOptions.Default);
        }

        return DataNode.ParseJson(buffer.WrittenSpan);
    }

    private static bool TryTree(
        ReadOnlySpan<byte> yaml, string source, [NotNullWhen(true)] out DataNode? tree, [NotNullWhen(false)] out Finding? fault)
    {
        if (!YamlReader.TryRead(yaml, source, 1, null, out tree, out fault))
        {
            fault ??= new Finding("yaml.syntax", source, "not readable");
            return false;
        }

        if (tree is null or { IsNull: true })
        {
            tree = DataNode.Object();
        }

        if (tree.Kind != DataKind.Object)
        {
            fault = new Finding("mesh.decode", source, "an object is needed");
            return false;
        }

        fault = null;
        return true;
    }

    /// <summary>The member under either of its names, which is then gone.</summary>
    private static DataNode? Take(DataNode given, string name)
    {
        foreach (KeyValuePair<string, DataNode> member in given.Members)
        {
            if (string.Equals(CamelCase(member.Key), name, StringComparison.Ordinal))
            {
                if (member.Value.Kind == DataKind.Object || member.Value.IsNull)
                {
                    given.Remove(member.Key);
                    return member.Value.IsNull ? null : member.Value;
                }

                // Stays where it is: reading the message tells what is wrong with it.
                return null;
            }
        }

        return null;
    }

    private static string CamelCase(string name)
    {
        if (!name.Contains('_', StringComparison.Ordinal))
        {
            return name;
        }

        System.Text.StringBuilder camel = new();
        bool upper = false;
        foreach (char c in name)
        {
            if (c != '_')
            {
                camel.Append(upper ? char.ToUpperInvariant(c) : c);
            }

            upper = c == '_';
        }

        return camel.ToString();
    }

    private static string Place(string source, ProtoJsonException wrong) =>
        wrong.Path.Length == 0 ? source : $"{source}: {wrong.Path}";
}
