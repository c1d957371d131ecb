using System.Text.Json;
using Istiod.Debug.Shapes;
using Istiod.Diagnostics;
using Istiod.Model;
using Istiod.Protobuf;
using Istiod.Resources;
using Istiod.Xds;

namespace Istiod.Debug.ProxyPages;

/// <summary>
/// <c>/debug/config_dump?proxyID=</c>: what a connected proxy was brought to, in the shape of Envoy's own dump; with <c>types</c>, and at
/// the pages of one type, resources of these types only, as they are.
/// </summary>
/// <remarks>istiod: pilot/pkg/xds/debug.go:ConfigDump, typedConfigDumpHandler, connectionConfigDump.</remarks>
/// <param name="name">Last part of the path.</param>
/// <param name="types">Short names of the types that it is only about; empty: as the request says.</param>
internal sealed class ConfigDumpEndpoint(DebugContext context, string name, string types, string help) : IDebugEndpoint
{
    private const string Prefix = "type.googleapis.com/envoy.admin.v3.";

    /// <inheritdoc/>
    public string Path => "/debug/" + name;

    /// <inheritdoc/>
    public string Help => help;

    /// <inheritdoc/>
    public async ValueTask WriteAsync(DebugRequest request, DebugWriter writer)
    {
        if (!ProxyFinder.TryFind(context, request, writer, out XdsConnection? connection))
        {
            return;
        }

        string wanted = types.Length > 0 ? types : request["types"];
        if (wanted.Length > 0)
        {
            await WriteTypesAsync(writer, connection, TypesOf(wanted));
        }
        else if (DebugContext.TryGetProxy(connection, out ProxyIdentity? proxy) && proxy.Kind == ProxyKind.Ztunnel)
        {
            await WriteTypesAsync(writer, connection, [XdsType.Address]);
        }
        else
        {
            await WriteAllAsync(writer, connection, request.Has("include_eds"));
        }
    }

    // the list is left out if it is empty
    private static async ValueTask WriteTypesAsync(DebugWriter writer, XdsConnection connection, IReadOnlyList<XdsType> wanted)
    {
        Utf8JsonWriter json = writer.Json();
        bool isOpen = false;
        json.WriteStartObject();
        foreach (XdsType type in wanted)
        {
            foreach ((_, AnyValue message) in DumpedResources.Of(connection, type))
            {
                if (!isOpen)
                {
                    json.WriteStartArray("configs");
                    isOpen = true;
                }

                json.WriteMessage(message);
                await writer.FlushAsync();
            }
        }

        if (isOpen)
        {
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static async ValueTask WriteAllAsync(DebugWriter writer, XdsConnection connection, bool withEndpoints)
    {
        string version = DumpedResources.VersionOf(connection);
        Utf8JsonWriter json = writer.Json();
        json.WriteStartObject();
        json.WriteStartArray("configs");
        WriteNothing(json, "BootstrapConfigDump");
        await WriteAsync("ClustersConfigDump", version, "dynamicActiveClusters", XdsType.Cluster, "cluster");
        if (withEndpoints)
        {
            await WriteAsync("EndpointsConfigDump", "", "dynamicEndpointConfigs", XdsType.Endpoint, "endpointConfig");
        }

        await WriteAsync("ListenersConfigDump", version, "dynamicListeners", XdsType.Listener, "listener");
        WriteNothing(json, "ScopedRoutesConfigDump");
        await WriteAsync("RoutesConfigDump", "", "dynamicRouteConfigs", XdsType.Route, "routeConfig");
        await WriteAsync("SecretsConfigDump", "", "dynamicActiveSecrets", XdsType.Secret, "secret");
        await WriteAsync("EcdsConfigDump", "", "ecdsFilters", XdsType.ExtensionConfig, "ecdsFilter");
        json.WriteEndArray();
        json.WriteEndObject();

        async ValueTask WriteAsync(string dump, string dumpVersion, string list, XdsType type, string member)
        {
            bool isOpen = false;
            json.WriteStartObject();
            json.WriteString("@type", Prefix + dump);
            json.WriteIfAny("versionInfo", dumpVersion);
            foreach ((XdsResource resource, AnyValue message) in DumpedResources.Of(connection, type))
            {
                if (!isOpen)
                {
                    json.WriteStartArray(list);
                    isOpen = true;
                }

                WriteItem(json, type, version, member, resource.Name, message);
                await writer.FlushAsync();
            }

            if (isOpen)
            {
                json.WriteEndArray();
            }

            json.WriteEndObject();
        }
    }

    // listeners have their content one level deeper, clusters no version of their own
    private static void WriteItem(Utf8JsonWriter json, XdsType type, string version, string member, string resource, AnyValue message)
    {
        json.WriteStartObject();
        if (type == XdsType.Listener)
        {
            json.WriteIfAny("name", resource);
            json.WriteStartObject("activeState");
        }

        if (type != XdsType.Cluster)
        {
            json.WriteIfAny("versionInfo", version);
        }

        json.WritePropertyName(member);
        json.WriteMessage(message);
        if (type == XdsType.Listener)
        {
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteNothing(Utf8JsonWriter json, string dump)
    {
        json.WriteStartObject();
        json.WriteString("@type", Prefix + dump);
        json.WriteEndObject();
    }

    private static List<XdsType> TypesOf(string list)
    {
        List<XdsType> found = [];
        foreach (string part in list.Split(','))
        {
            foreach (XdsType type in Named(part))
            {
                if (!found.Contains(type))
                {
                    found.Add(type);
                }
            }
        }

        return found;
    }

    // istiod: pkg/model/xds.go:GetResourceType; a name that is none may be a type URL
    private static XdsType[] Named(string part) => part.ToUpperInvariant() switch
    {
        "CDS" => [XdsType.Cluster],
        "LDS" => [XdsType.Listener],
        "RDS" => [XdsType.Route],
        "EDS" => [XdsType.Endpoint],
        "SDS" => [XdsType.Secret],
        "NDS" => [XdsType.NameTable],
        "PCDS" => [XdsType.ProxyConfig],
        "ECDS" => [XdsType.ExtensionConfig],
        "WDS" => [XdsType.Address, XdsType.Workload],
        "WADS" => [XdsType.Authorization],
        _ => XdsType.Find(part.AsSpan()) is { } type ? [type] : [],
    };
}
