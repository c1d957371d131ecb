using System.Text.Json;
using Istiod.Config;
using Istiod.Debug.Shapes;
using Istiod.Diagnostics;
using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Xds;

namespace Istiod.Debug.ProxyPages;

/// <summary><c>/debug/sidecarz?proxyID=</c>: what a proxy's scope reaches, and the destination rules that apply within it.</summary>
/// <remarks>istiod: pilot/pkg/xds/debug.go:sidecarz; pilot/pkg/model/sidecar.go:SidecarScope.MarshalJSON.</remarks>
internal sealed class SidecarEndpoint(DebugContext context) : IDebugEndpoint
{
    private const string DefaultName = "default-sidecar";

    /// <inheritdoc/>
    public string Path => "/debug/sidecarz";

    /// <inheritdoc/>
    public string Help => "Debug sidecar scope for a proxy";

    /// <inheritdoc/>
    public async ValueTask WriteAsync(DebugRequest request, DebugWriter writer)
    {
        if (!ProxyFinder.TryFind(context, request, writer, out XdsConnection? connection)
            || !DebugContext.TryGetProxy(connection, out ProxyIdentity? proxy))
        {
            return;
        }

        Revision revision = context.Pipeline.Graph.Current;
        ScopeKey key = KeyOf(revision, proxy);
        EgressScope scope = revision.Get(context.Pipeline.Model.Scopes, key);
        Utf8JsonWriter json = writer.Json();
        json.WriteStartObject();
        await WriteRulesAsync(writer, revision, proxy.Namespace, scope);
        json.WriteStartArray("egressListenerServices");
        foreach (EgressListener listener in scope.Listeners.Span.ToArray())
        {
            json.WriteStartArray();
            await WriteServicesAsync(writer, revision, listener.Services, byHost: false);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteString("name", key.Sidecar.Name is { Length: > 0 } name ? name : DefaultName);
        json.WriteString("namespace", key.Namespace);
        json.WritePropertyName("outboundTrafficPolicy");
        WriteMessage(json, scope.OutboundTrafficPolicy);
        json.WriteStartArray("services");
        await WriteServicesAsync(writer, revision, scope.Services, byHost: false);
        json.WriteEndArray();
        json.WriteStartObject("servicesByHostname");
        await WriteServicesAsync(writer, revision, scope.Services, byHost: true);
        json.WriteEndObject();
        json.WritePropertyName("sidecar");
        WriteMessage(json, scope.Sidecar);
        json.WriteString("version", DumpedResources.VersionOf(connection));
        json.WriteEndObject();
    }

    private ScopeKey KeyOf(Revision revision, ProxyIdentity proxy)
    {
        MeshModel model = context.Pipeline.Model;
        return proxy.Kind == ProxyKind.Sidecar
            ? revision.Get(model.SidecarScopes, new WorkloadSelector(proxy.Namespace, revision.Get(model.Workloads, proxy).Labels))
            : new ScopeKey(proxy.Namespace, default, IsGateway: true);
    }

    private async ValueTask WriteServicesAsync(DebugWriter writer, Revision revision, ValueArray<ScopedService> services, bool byHost)
    {
        Utf8JsonWriter json = writer.Json();
        HashSet<string> hosts = new(StringComparer.Ordinal);
        for (int i = 0; i < services.Count; i++)
        {
            ScopedService scoped = services[i];
            if (!revision.TryGet(context.Pipeline.Model.Services, scoped.Key, out MeshService? service)
                || (byHost && !hosts.Add(scoped.Key.Host.Value)))
            {
                continue;
            }

            if (byHost)
            {
                json.WritePropertyName(scoped.Key.Host.Value);
            }

            new ServiceShape(json, context.Pipeline, revision).Write(scoped.Restrict(service));
            await writer.FlushAsync();
        }
    }

    private async ValueTask WriteRulesAsync(DebugWriter writer, Revision revision, string client, EgressScope scope)
    {
        Utf8JsonWriter json = writer.Json();
        SortedDictionary<string, ValueArray<DestinationRuleConfig>> byHost = new(StringComparer.Ordinal);
        for (int i = 0; i < scope.Services.Count; i++)
        {
            ServiceKey service = scope.Services[i].Key;
            if (Candidates(revision, client, service) is { IsEmpty: false } rules)
            {
                byHost.TryAdd(service.Host.Value, rules);
            }
        }

        json.WriteStartObject("destinationRules");
        foreach ((string host, ValueArray<DestinationRuleConfig> rules) in byHost)
        {
            json.WriteStartArray(host);
            for (int i = 0; i < rules.Count; i++)
            {
                WriteRule(json, revision, rules[i]);
            }

            json.WriteEndArray();
            await writer.FlushAsync();
        }

        json.WriteEndObject();
    }

    // As DestinationRuleLookup finds them: the client's namespace, else the service's, else the root namespace.
    private ValueArray<DestinationRuleConfig> Candidates(Revision revision, string client, ServiceKey service)
    {
        Memo<string, NamespaceDestinationRules> byNamespace = context.Pipeline.Model.DestinationRulesByNamespace;
        string root = context.SystemNamespace;
        NamespaceDestinationRules own = revision.Get(byNamespace, client);
        DestinationRuleHosts local = string.Equals(client, root, StringComparison.Ordinal) ? own.PrivateOnly : own.Local;
        if (local.TryFind(service.Host, out ValueArray<DestinationRuleConfig> rules))
        {
            return rules;
        }

        foreach (string owner in (string[])[service.Namespace, root])
        {
            if (owner.Length > 0
                && revision.Get(byNamespace, owner).Exported.TryFind(service.Host, out rules)
                && rules.Where(r => r.ExportTo.Includes(client)).ToList() is { Count: > 0 } visible)
            {
                return ValueArray.From(visible);
            }
        }

        return default;
    }

    private void WriteRule(Utf8JsonWriter json, Revision revision, DestinationRuleConfig rule)
    {
        json.WriteStartObject();
        json.WriteSet("exportTo", rule.Spec.ExportTo);
        json.WriteStartArray("from");
        foreach (NamespacedName origin in rule.From)
        {
            json.WriteName(origin);
        }

        json.WriteEndArray();
        json.WritePropertyName("rule");
        if (context.TryGetSettings(out MeshSettings? settings)
            && revision.TryGet(
                context.Pipeline.Sources.Of(KindCatalog.DestinationRule),
                new ObjectKey(settings.ConfigCluster, rule.From[0].Namespace, rule.From[0].Name),
                out ConfigObject? item))
        {
            ObjectShape.WriteInner(json, item, rule.Spec, settings.DomainSuffix);
        }
        else
        {
            json.WriteNullValue();
        }

        json.WriteEndObject();
    }

    private static void WriteMessage(Utf8JsonWriter json, Protobuf.IProtoMessage? message)
    {
        if (message is null)
        {
            json.WriteNullValue();
        }
        else
        {
            json.WriteMessage(message);
        }
    }
}
