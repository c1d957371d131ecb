using System.Text.Json;
using Istiod.Compiler.Policies;
using Istiod.Config;
using Istiod.Debug.Shapes;
using Istiod.Diagnostics;
using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protobuf;
using Istiod.Protos.Istio.Telemetry.V1Alpha1;
using Istiod.Xds;

namespace Istiod.Debug.MeshPages;

/// <summary><c>/debug/telemetryz</c>: all Telemetry objects by namespace, or with <c>proxyID</c> what applies to one proxy.</summary>
/// <remarks>istiod: pilot/pkg/xds/debug.go:telemetryz; pilot/pkg/model/telemetry.go:Telemetries, applicableTelemetries.</remarks>
internal sealed class TelemetryEndpoint(DebugContext context) : IDebugEndpoint
{
    /// <inheritdoc/>
    public string Path => "/debug/telemetryz";

    /// <inheritdoc/>
    public string Help => "Debug Telemetry configuration";

    /// <inheritdoc/>
    public ValueTask WriteAsync(DebugRequest request, DebugWriter writer)
    {
        if (request["proxyID"].Length == 0)
        {
            WriteAll(writer.Json());
        }
        else if (ProxyFinder.TryFindNamed(context, request, writer, out XdsConnection? connection)
            && DebugContext.TryGetProxy(connection, out ProxyIdentity? proxy))
        {
            WriteApplicable(writer.Json(), proxy);
        }

        return writer.FlushAsync();
    }

    private void WriteAll(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartObject("telemetries");
        json.WriteStartObject("namespace_to_telemetries");
        foreach (IGrouping<string, ConfigObject> ns in ObjectList.ByAge(context.Pipeline, context.Pipeline.Graph.Current, KindCatalog.Telemetry)
            .GroupBy(static item => item.Meta.Namespace, StringComparer.Ordinal)
            .OrderBy(static group => group.Key, StringComparer.Ordinal))
        {
            json.WriteStartArray(ns.Key);
            foreach (ConfigObject item in ns)
            {
                json.WriteStartObject();
                json.WriteString("name", item.Meta.Name);
                json.WriteString("namespace", item.Meta.Namespace);
                ObjectShape.WriteSpec(json, "spec", item.Spec);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteString("root_namespace", context.SystemNamespace);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteApplicable(Utf8JsonWriter json, ProxyIdentity proxy)
    {
        Revision revision = context.Pipeline.Graph.Current;
        if (!context.TryGetSettings(out MeshSettings? settings))
        {
            json.WriteNullValue();
            return;
        }

        List<ConfigObject> all = ObjectList.ByAge(context.Pipeline, revision, KindCatalog.Telemetry);
        Scopes scopes = new();
        if (NamespaceWide(all, settings.RootNamespace) is { } root)
        {
            scopes.Root = root.Key;
            scopes.Apply(root, new Scopes { Root = root.Key });
        }

        if (!string.Equals(proxy.Namespace, settings.RootNamespace, StringComparison.Ordinal) && NamespaceWide(all, proxy.Namespace) is { } own)
        {
            scopes.Proxy = own.Key;
            scopes.Apply(own, new Scopes());
        }

        PolicyTarget target = new(
            proxy.Namespace, revision.Get(context.Pipeline.Model.Workloads, proxy).Labels, proxy.Kind == ProxyKind.Waypoint);
        foreach (ConfigObject item in all)
        {
            Telemetry spec = item.SpecAs<Telemetry>();
            if (string.Equals(item.Meta.Namespace, proxy.Namespace, StringComparison.Ordinal)
                && !IsNamespaceWide(spec)
                && PolicyAttachment.Applies(settings, target, item.Meta.Namespace, spec.Selector, spec.TargetRef, spec.TargetRefs))
            {
                scopes.Workload = item.Key;
                scopes.Apply(item, new Scopes { Workload = item.Key });
            }
        }

        Write(json, scopes);
    }

    private static ConfigObject? NamespaceWide(List<ConfigObject> all, string ns) =>
        all.Find(item => string.Equals(item.Meta.Namespace, ns, StringComparison.Ordinal) && IsNamespaceWide(item.SpecAs<Telemetry>()));

    private static bool IsNamespaceWide(Telemetry spec) =>
        spec.Selector is not { MatchLabels.Count: > 0 } && spec.TargetRef is null && spec.TargetRefs.Count == 0;

    private static void Write(Utf8JsonWriter json, Scopes scopes)
    {
        json.WriteStartObject();
        WriteKeys(json, scopes);
        WriteMessages(json, "Metrics", scopes.Metrics);
        json.WriteStartArray("Logging");
        foreach ((Scopes keys, List<IProtoMessage> logging) in scopes.Logging)
        {
            json.WriteStartObject();
            WriteKeys(json, keys);
            WriteMessages(json, "Logging", logging);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteMessages(json, "Tracing", scopes.Tracing);
        json.WriteEndObject();
    }

    private static void WriteKeys(Utf8JsonWriter json, Scopes scopes)
    {
        foreach ((string name, NamespacedName key) in (ReadOnlySpan<(string, NamespacedName)>)
            [("Root", scopes.Root), ("Proxy", scopes.Proxy), ("Namespace", scopes.Namespace), ("Workload", scopes.Workload)])
        {
            json.WritePropertyName(name);
            json.WriteName(key);
        }
    }

    private static void WriteMessages(Utf8JsonWriter json, string name, List<IProtoMessage> messages)
    {
        json.WriteStartArray(name);
        foreach (IProtoMessage message in messages)
        {
            json.WriteMessage(message);
        }

        json.WriteEndArray();
    }

    /// <summary>Which objects apply at which level, and what they say.</summary>
    private sealed class Scopes
    {
        public NamespacedName Root { get; set; }

        public NamespacedName Proxy { get; set; }

        public NamespacedName Namespace { get; set; }

        public NamespacedName Workload { get; set; }

        public List<IProtoMessage> Metrics { get; } = [];

        public List<IProtoMessage> Tracing { get; } = [];

        public List<(Scopes Keys, List<IProtoMessage> Logging)> Logging { get; } = [];

        public void Apply(ConfigObject item, Scopes keys)
        {
            Telemetry spec = item.SpecAs<Telemetry>();
            Metrics.AddRange(spec.Metrics);
            Tracing.AddRange(spec.Tracing);
            if (spec.AccessLogging.Count > 0)
            {
                Logging.Add((keys, [.. spec.AccessLogging]));
            }
        }
    }
}
