using System.Text;
using System.Text.Json;
using Istiod.Debug.ProxyPages;
using Istiod.Model;
using Istiod.Protobuf;
using Istiod.Protos.Envoy.Admin.V3;
using Istiod.Protos.Envoy.Config.Core.V3;
using Istiod.Protos.Envoy.Service.Status.V3;
using Istiod.Resources;
using Istiod.Xds;
using BuildVersion = Istiod.Options.BuildVersion;

namespace Istiod.Debug;

/// <summary>States of proxies as messages: what <c>istioctl proxy-status</c> and <c>proxy-config</c> ask for over xDS.</summary>
/// <remarks>istiod: pilot/pkg/xds/statusgen.go:debugSyncz, debugConfigDump; xdsgen.go:ControlPlane.</remarks>
internal static class ProxyStates
{
    /// <summary>How each proxy stands.</summary>
    public const string SyncType = "istio.io/debug/syncz";

    /// <summary>What one proxy has.</summary>
    public const string DumpType = "istio.io/debug/config_dump";

    private const string Envoy = "type.googleapis.com/envoy.";

    /// <summary>One ClientConfig a proxy; connections without a proxy's configuration are tools and left out.</summary>
    /// <param name="visible">The only namespace whose proxies may be shown; <c>null</c> for all.</param>
    public static DebugAnswer Sync(DebugContext context, string? visible)
    {
        List<DebugItem> items = [];
        foreach (XdsConnection connection in ProxyFinder.All(context))
        {
            if (DebugContext.TryGetProxy(connection, out ProxyIdentity? proxy)
                && (proxy.ProxyConfig is not null || proxy.Kind == ProxyKind.Ztunnel)
                && (visible is null || string.Equals(proxy.Namespace, visible, StringComparison.Ordinal)))
            {
                items.Add(new DebugItem(proxy.Id, Envoy + "service.status.v3.ClientConfig", ConfigOf(connection, proxy).ToByteArray()));
            }
        }

        return new DebugAnswer(items, ControlPlaneOf(context));
    }

    /// <summary>The parts of Envoy's dump, without endpoints; nothing if there is no such proxy.</summary>
    /// <param name="proxy">Part of a connection's id.</param>
    /// <param name="visible">As for <see cref="Sync"/>.</param>
    public static DebugAnswer Dump(DebugContext context, string proxy, string? visible) =>
        ProxyFinder.Find(context, proxy, visible) is { } connection ? new DebugAnswer(PartsOf(connection)) : new DebugAnswer([]);

    private static ClientConfig ConfigOf(XdsConnection connection, ProxyIdentity proxy)
    {
        Struct metadata = new();
        Add(metadata, "CLUSTER_ID", proxy.Cluster.ToString());
        Add(metadata, "NAMESPACE", proxy.Metadata.Namespace);
        Add(metadata, "ISTIO_VERSION", connection.ProxyVersion);
        ClientConfig config = new() { Node = new Node { Id = proxy.Id, Metadata = metadata } };
        foreach (TypeStatus status in connection.Types.OrderBy(static t => t.Type.TypeUrl, StringComparer.Ordinal))
        {
            ClientConfig.Types.GenericXdsConfig part = new() { TypeUrl = status.Type.TypeUrl, ConfigStatus = StatusOf(status) };
            if (status.SentNonce.Length > 0)
            {
                part.LastUpdated = status.SentTime;
            }

            if (status.LastError is { Length: > 0 } error)
            {
                part.ErrorState = new UpdateFailureState { LastUpdateAttempt = part.LastUpdated, Details = error };
            }

            config.GenericXdsConfigs.Add(part);
        }

        return config;
    }

    private static ConfigStatus StatusOf(TypeStatus status) =>
        status.LastError is { Length: > 0 } ? ConfigStatus.Error
        : status.SentNonce.Length == 0 ? ConfigStatus.NotSent
        : status.AckedNonce == status.SentNonce ? ConfigStatus.Synced
        : ConfigStatus.Stale;

    private static void Add(Struct metadata, string name, string value)
    {
        if (value.Length > 0)
        {
            metadata.Fields.Add(name, Value.For(value));
        }
    }

    private static List<DebugItem> PartsOf(XdsConnection connection)
    {
        string version = DumpedResources.VersionOf(connection);
        ClustersConfigDump clusters = new() { VersionInfo = version };
        foreach ((_, AnyValue message) in DumpedResources.Of(connection, XdsType.Cluster))
        {
            clusters.DynamicActiveClusters.Add(new ClustersConfigDump.Types.DynamicCluster { Cluster = message });
        }

        ListenersConfigDump listeners = new() { VersionInfo = version };
        foreach ((XdsResource resource, AnyValue message) in DumpedResources.Of(connection, XdsType.Listener))
        {
            listeners.DynamicListeners.Add(new ListenersConfigDump.Types.DynamicListener
            {
                Name = resource.Name,
                ActiveState = new ListenersConfigDump.Types.DynamicListenerState { Listener = message, VersionInfo = version },
            });
        }

        RoutesConfigDump routes = new();
        foreach ((_, AnyValue message) in DumpedResources.Of(connection, XdsType.Route))
        {
            routes.DynamicRouteConfigs.Add(new RoutesConfigDump.Types.DynamicRouteConfig { VersionInfo = version, RouteConfig = message });
        }

        SecretsConfigDump secrets = new();
        foreach ((_, AnyValue message) in DumpedResources.Of(connection, XdsType.Secret))
        {
            secrets.DynamicActiveSecrets.Add(new SecretsConfigDump.Types.DynamicSecret { VersionInfo = version, Secret = message });
        }

        EcdsConfigDump extensions = new();
        foreach ((_, AnyValue message) in DumpedResources.Of(connection, XdsType.ExtensionConfig))
        {
            extensions.EcdsFilters.Add(new EcdsConfigDump.Types.EcdsFilterConfig { VersionInfo = version, EcdsFilter = message });
        }

        return
        [
            new DebugItem("", Envoy + "admin.v3.BootstrapConfigDump", default),
            Part(clusters),
            Part(listeners),
            new DebugItem("", Envoy + "admin.v3.ScopedRoutesConfigDump", default),
            Part(routes),
            Part(secrets),
            Part(extensions),
        ];
    }

    private static DebugItem Part(IProtoMessage message) => new("", "type.googleapis.com/" + message.TypeName, message.ToByteArray());

    private static string ControlPlaneOf(DebugContext context)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            json.WriteString("Component", "istiod");
            json.WriteString("ID", context.PodName);
            json.WriteStartObject("Info");
            json.WriteString("version", BuildVersion.Version);
            json.WriteString("revision", BuildVersion.Revision);
            json.WriteString("golang_version", BuildVersion.Runtime);
            json.WriteString("status", BuildVersion.Status);
            json.WriteString("tag", BuildVersion.Tag);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
