using Istiod.Primitives;
using Istiod.Protos.Istio.Extensions.V1Alpha1;
using Istiod.Protos.Istio.Networking.V1Alpha3;
using Istiod.Protos.Istio.Networking.V1Beta1;
using Istiod.Protos.Istio.Security.V1Beta1;
using Istiod.Protos.Istio.Telemetry.V1Alpha1;
using Action = Istiod.Protos.Istio.Security.V1Beta1.AuthorizationPolicy.Types.Action;

namespace Istiod.Config.Validation;

/// <summary>The rules of every kind. Pure; safe for use from several threads on different objects.</summary>
/// <remarks>istiod: pkg/config/validation. Of the Gateway API kinds only metadata is looked at: their rules are the CRDs'.</remarks>
public static class ObjectValidator
{
    /// <summary>What is wrong with an object, and what its author should know.</summary>
    public static ValidationReport Validate(ConfigObject item) => Validate(item, null);

    /// <summary>The same, with what decoding has left out.</summary>
    /// <param name="spec">The spec as written, if known: it tells a map without entries from none.</param>
    public static ValidationReport Validate(ConfigObject item, DataNode? spec)
    {
        if (MetadataFault(item) is { } fault)
        {
            Checker check = new(item.ToString());
            check.Error(fault);
            return check.Finish();
        }

        return item.Spec switch
        {
            VirtualService message => VirtualServiceRules.Check(item, message),
            DestinationRule message => DestinationRuleRules.Check(item, message),
            Gateway message => GatewayRules.Check(item, message),
            ServiceEntry message => ServiceEntryRules.Check(item, message),
            Sidecar message => SidecarRules.Check(item, message),
            WorkloadEntry message => WorkloadRules.CheckEntry(item, message),
            WorkloadGroup message => WorkloadRules.CheckGroup(item, message),
            EnvoyFilter message => EnvoyFilterRules.Check(item, message),
            ProxyConfig message => ProxyConfigOf(item, message),
            AuthorizationPolicy message => AuthorizationPolicyRules.Check(item, message),
            PeerAuthentication message => PeerAuthenticationRules.Check(item, message, HasEmptyPorts(spec)),
            RequestAuthentication message => RequestAuthenticationRules.Check(item, message),
            Telemetry message => TelemetryRules.Check(item, message),
            WasmPlugin message => ExtensionRules.CheckWasm(item, message),
            TrafficExtension message => ExtensionRules.CheckTraffic(item, message),
            _ => ValidationReport.Valid,
        };
    }

    private static ValidationReport ProxyConfigOf(ConfigObject item, ProxyConfig spec)
    {
        Checker check = new(item.ToString());
        SelectorRules.Policy(check, spec.Selector);
        check.Error("concurrency", spec.Concurrency < 0 ? "concurrency must be greater than or equal to 0" : null);
        return check.Finish();
    }

    private static bool HasEmptyPorts(DataNode? spec) =>
        (spec?.Present("portLevelMtls") ?? spec?.Present("port_level_mtls")) is { Kind: DataKind.Object, Members.Count: 0 };

    /// <summary>Annotations that only some or no users may set; the first fault is the only one told.</summary>
    private static string? MetadataFault(ConfigObject item)
    {
        if (item.Meta.Annotations.TryGet(InternalAnnotations.DryRun, out string? dryRun) && DryRunFault(item, dryRun) is { } fault)
        {
            return fault;
        }

        foreach (string name in (ReadOnlySpan<string>)
            [InternalAnnotations.AlwaysReject, InternalAnnotations.ParentNamespace, InternalAnnotations.Parents])
        {
            if (item.Meta.Annotations.TryGet(name, out _))
            {
                return name == InternalAnnotations.AlwaysReject
                    ? $"{GoQuote.Of(name)} annotation found, rejecting"
                    : $"{GoQuote.Of(name)} annotation found, this may not be set by users";
            }
        }

        return null;
    }

    private static string? DryRunFault(ConfigObject item, string value)
    {
        string name = $"{item.Meta.Namespace}/{item.Meta.Name}";
        if (item.Spec is not AuthorizationPolicy policy)
        {
            return $"{name} has unsupported annotation {InternalAnnotations.DryRun}, please remove the annotation";
        }

        if (policy.Action is not (Action.Allow or Action.Deny))
        {
            return $"the annotation {InternalAnnotations.DryRun} currently only supports action ALLOW/DENY, "
                + $"found action {AuthorizationPolicyRules.Name(policy.Action)} in {name}";
        }

        return GoNumber.TryParseBool(value, out _, out string? fault)
            ? null
            : $"{name} has annotation {InternalAnnotations.DryRun} with invalid value ({value}): {fault}";
    }
}
