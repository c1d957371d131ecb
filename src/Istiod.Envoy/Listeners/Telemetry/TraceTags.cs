using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protobuf;
using Istiod.Protos.Envoy.Type.Metadata.V3;
using Istiod.Protos.Envoy.Type.Tracing.V3;
using Istiod.Protos.Istio.Mesh.V1Alpha1;
using OldTag = Istiod.Protos.Istio.Mesh.V1Alpha1.Tracing.Types.CustomTag;
using TelemetryTag = Istiod.Protos.Istio.Telemetry.V1Alpha1.Tracing.Types.CustomTag;

namespace Istiod.Envoy.Listeners.Telemetry;

/// <summary>Tags of spans, in order of their names.</summary>
/// <remarks>istiod: pilot/pkg/networking/core/tracing.go:configureCustomTags.</remarks>
internal static class TraceTags
{
    private static readonly CustomTag[] DryRunTags =
    [
        DryRun("istio.authorization.dry_run.allow_policy.name", "istio_dry_run_allow_shadow_effective_policy_id"),
        DryRun("istio.authorization.dry_run.allow_policy.result", "istio_dry_run_allow_shadow_engine_result"),
        DryRun("istio.authorization.dry_run.deny_policy.name", "istio_dry_run_deny_shadow_effective_policy_id"),
        DryRun("istio.authorization.dry_run.deny_policy.result", "istio_dry_run_deny_shadow_engine_result"),
    ];

    private static readonly (string Tag, string Field)[] PeerFields =
    [
        ("workload", "workload"),
        ("namespace", "namespace"),
        ("cluster_id", "cluster"),
        ("canonical_service", "service"),
        ("canonical_revision", "revision"),
        ("app", "app"),
        ("app_version", "version"),
        ("workload_type", "type"),
        ("instance_name", "name"),
    ];

    /// <summary>Adds all tags.</summary>
    /// <param name="settings">Telemetry's settings; <c>null</c>: those of the proxy config count.</param>
    public static void Add(RepeatedField<CustomTag> tags, TracingSettings? settings, ProxyConfig proxyConfig, HttpTraits traits)
    {
        List<CustomTag> all = [];
        if (settings?.HasIstioTags ?? proxyConfig.Tracing?.EnableIstioTags ?? true)
        {
            AddStandard(all, traits.Trace);
        }

        if (traits.Kind == ProxyKind.Waypoint)
        {
            AddPeers(all);
        }

        if (settings is { CustomTags.IsEmpty: false })
        {
            AddTelemetry(all, settings.CustomTags, traits.Version);
        }
        else if (proxyConfig.Tracing is { } old)
        {
            AddOld(all, old);
        }

        // Names may repeat; then the order above stays.
        int[] order = new int[all.Count];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        Array.Sort(order, (a, b) =>
        {
            int byName = string.CompareOrdinal(all[a].Tag, all[b].Tag);
            return byName != 0 ? byName : a.CompareTo(b);
        });
        foreach (int i in order)
        {
            tags.Add(all[i]);
        }
    }

    private static void AddStandard(List<CustomTag> tags, TraceIdentity identity)
    {
        tags.Add(Literal("istio.canonical_revision", identity.CanonicalRevision));
        tags.Add(Literal("istio.canonical_service", identity.CanonicalService));
        tags.Add(Literal("istio.mesh_id", identity.MeshId));
        tags.Add(Literal("istio.namespace", identity.Namespace));
        tags.Add(Literal("istio.cluster_id", identity.ClusterId));
        tags.AddRange(DryRunTags);
    }

    private static void AddPeers(List<CustomTag> tags)
    {
        foreach ((string tag, string field) in PeerFields)
        {
            tags.Add(new CustomTag { Tag = "istio.destination_" + tag, Value = $"%FILTER_STATE(upstream_peer_obj:FIELD:{field})%" });
            tags.Add(new CustomTag { Tag = "istio.source_" + tag, Value = $"%FILTER_STATE(downstream_peer_obj:FIELD:{field})%" });
        }
    }

    private static void AddTelemetry(List<CustomTag> tags, ValueArray<TracingTag> own, ProxyVersion version)
    {
        foreach (TracingTag one in own)
        {
            CustomTag tag = new() { Tag = one.Name };
            switch (one.Tag.TypeCase)
            {
                case TelemetryTag.TypeOneofCase.Environment:
                    tag.Environment = new CustomTag.Types.Environment
                    {
                        Name = one.Tag.Environment!.Name, // by the case
                        DefaultValue = one.Tag.Environment.DefaultValue,
                    };
                    break;
                case TelemetryTag.TypeOneofCase.Header:
                    tag.RequestHeader = new CustomTag.Types.Header
                    {
                        Name = one.Tag.Header!.Name, // by the case
                        DefaultValue = one.Tag.Header.DefaultValue,
                    };
                    break;
                case TelemetryTag.TypeOneofCase.Literal:
                    tag.Literal = new CustomTag.Types.Literal { Value = one.Tag.Literal!.Value }; // by the case
                    break;
                case TelemetryTag.TypeOneofCase.Formatter:
                    if (!version.IsAtLeast(1, 29))
                    {
                        continue;
                    }

                    tag.Value = one.Tag.Formatter!.Value; // by the case
                    break;
            }

            tags.Add(tag);
        }
    }

    private static void AddOld(List<CustomTag> tags, Protos.Istio.Mesh.V1Alpha1.Tracing old)
    {
        foreach ((string name, OldTag tag) in old.CustomTags)
        {
            switch (tag.TypeCase)
            {
                case OldTag.TypeOneofCase.Environment:
                    tags.Add(new CustomTag
                    {
                        Tag = name,
                        Environment = new CustomTag.Types.Environment
                        {
                            Name = tag.Environment!.Name, // by the case
                            DefaultValue = tag.Environment.DefaultValue,
                        },
                    });
                    break;
                case OldTag.TypeOneofCase.Header:
                    tags.Add(new CustomTag
                    {
                        Tag = name,
                        RequestHeader = new CustomTag.Types.Header
                        {
                            Name = tag.Header!.Name, // by the case
                            DefaultValue = tag.Header.DefaultValue,
                        },
                    });
                    break;
                case OldTag.TypeOneofCase.Literal:
                    tags.Add(Literal(name, tag.Literal!.Value)); // by the case
                    break;
            }
        }
    }

    private static CustomTag Literal(string name, string value) =>
        new() { Tag = name, Literal = new CustomTag.Types.Literal { Value = value } };

    private static CustomTag DryRun(string name, string key)
    {
        MetadataKey path = new() { Key = "envoy.filters.http.rbac" };
        path.Path.Add(new MetadataKey.Types.PathSegment { Key = key });
        return new CustomTag
        {
            Tag = name,
            Metadata = new CustomTag.Types.Metadata
            {
                Kind = new MetadataKind { Request = new MetadataKind.Types.Request() },
                MetadataKey = path,
            },
        };
    }
}
