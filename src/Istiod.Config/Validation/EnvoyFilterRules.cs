using System.Text;
using Istiod.Primitives;
using Istiod.Protobuf;
using Istiod.Protobuf.Tables;
using Istiod.Protos;
using Istiod.Protos.Istio.Networking.V1Alpha3;
using ApplyTo = Istiod.Protos.Istio.Networking.V1Alpha3.EnvoyFilter.Types.ApplyTo;
using Context = Istiod.Protos.Istio.Networking.V1Alpha3.EnvoyFilter.Types.PatchContext;
using Match = Istiod.Protos.Istio.Networking.V1Alpha3.EnvoyFilter.Types.EnvoyConfigObjectMatch;
using Operation = Istiod.Protos.Istio.Networking.V1Alpha3.EnvoyFilter.Types.Patch.Types.Operation;
using Patch = Istiod.Protos.Istio.Networking.V1Alpha3.EnvoyFilter.Types.EnvoyConfigObjectPatch;

namespace Istiod.Config.Validation;

/// <summary>Rules on EnvoyFilters: that patches, what they match and what they apply to go together, and that values are what Envoy knows.</summary>
/// <remarks>
/// istiod: pkg/config/validation/envoyfilter/envoyfilter.go, pkg/config/xds. Differs: a proxyVersion over
/// <see cref="MatchRules.MaxRegexBytes"/> bytes is refused (ISTIO-SECURITY-2026-006). Not told: types in frozen packages, of which the v3
/// API has none.
/// </remarks>
internal static class EnvoyFilterRules
{
    private const string Manager = "envoy.filters.network.http_connection_manager";

    public static ValidationReport Check(ConfigObject item, EnvoyFilter spec)
    {
        Checker check = new(item.ToString());
        check.Warning(
            "EnvoyFilter exposes internal implementation details that may change at any time. "
            + "Prefer other APIs if possible, and exercise extreme caution, especially around upgrades.");
        if (!SelectorRules.Networking(check, spec.WorkloadSelector, "Envoy filter"))
        {
            return check.Finish();
        }

        for (int i = 0; i < spec.ConfigPatches.Count; i++)
        {
            using Checker.Scope at = check.In("configPatches", i);
            PatchOf(check, spec.ConfigPatches[i]);
        }

        return check.Finish();
    }

    private static void PatchOf(Checker check, Patch patch)
    {
        if (patch.Match?.Context == Context.Waypoint)
        {
            return;
        }

        string? missing = patch.ApplyTo == ApplyTo.Invalid ? "missing applyTo"
            : patch.Patch is not { } what ? "missing patch"
            : what.Operation == Operation.Invalid ? "missing patch operation"
            : what.Operation != Operation.Remove && what.Value is null ? "missing patch value for non-remove operation"
            : VersionFault(patch.Match?.Proxy?.ProxyVersion ?? "");
        if (missing is not null)
        {
            check.Error($"Envoy filter: {missing}");
            return;
        }

        if (Matches(check, patch))
        {
            Value(check, patch.ApplyTo, patch.Patch?.Value);
        }
    }

    private static string? VersionFault(string pattern) =>
        pattern.Length == 0 ? null
            : MatchRules.IsTooLong(pattern) ? "invalid regex for proxy version, [regex is too large, max length allowed is 1024]"
            : RegexSyntax.Fault(pattern) is { } fault ? $"invalid regex for proxy version, [{fault}]"
            : null;

    /// <summary>Whether the value is to be looked at too.</summary>
    private static bool Matches(Checker check, Patch patch)
    {
        if (patch.Match is not { } match || match.ObjectTypesCase == Match.ObjectTypesOneofCase.None)
        {
            return true;
        }

        switch (patch.ApplyTo)
        {
            case ApplyTo.Listener or ApplyTo.FilterChain or ApplyTo.NetworkFilter or ApplyTo.HttpFilter:
                if (match.Listener is null)
                {
                    check.Error("match", "Envoy filter: applyTo for listener class objects cannot have non listener match");
                    return false;
                }

                return Filters(check, patch.ApplyTo, match.Listener.FilterChain?.Filter);
            case ApplyTo.RouteConfiguration or ApplyTo.VirtualHost or ApplyTo.HttpRoute:
                check.Error(
                    "match",
                    match.RouteConfiguration is null
                        ? "Envoy filter: applyTo for http route class objects cannot have non route configuration match"
                        : null);
                return true;
            case ApplyTo.Cluster:
                check.Error(
                    "match",
                    match.Cluster is null ? "Envoy filter: applyTo for cluster class objects cannot have non cluster match" : null);
                return true;
            default:
                return true;
        }
    }

    private static bool Filters(Checker check, ApplyTo applyTo, EnvoyFilter.Types.ListenerMatch.Types.FilterMatch? filter)
    {
        if (filter is null)
        {
            return true;
        }

        using Checker.Scope at = check.In("match.listener.filterChain.filter");
        check.Warning(
            applyTo is ApplyTo.Listener or ApplyTo.FilterChain
                ? $"Envoy filter: filter match has no effect when used with {(applyTo == ApplyTo.Listener ? "LISTENER" : "FILTER_CHAIN")}"
                : null);
        string? fault = filter.Name.Length == 0 ? "filter match has no name to match on"
            : filter.SubFilter is not { } sub ? null
            : applyTo != ApplyTo.HttpFilter ? "subfilter match can be used with applyTo HTTP_FILTER only"
            : filter.Name is not (Manager or "envoy.http_connection_manager") ? $"subfilter match requires filter match with {Manager}"
            : sub.Name.Length == 0 ? "subfilter match has no name to match on"
            : null;
        if (fault is not null)
        {
            check.Error($"Envoy filter: {fault}");
            return false;
        }

        check.Warning(OldName(filter.Name));
        check.Warning(OldName(filter.SubFilter?.Name ?? ""));
        return true;
    }

    private static string? OldName(string name) =>
        EnvoyNames.TryCurrent(name, out string? current)
            ? $"using deprecated filter name {GoQuote.Of(name)}; use {GoQuote.Of(current)} instead"
            : null;

    private static void Value(Checker check, ApplyTo applyTo, Struct? value)
    {
        if (value is null)
        {
            return;
        }

        using Checker.Scope at = check.In("patch.value");
        if (TypeOf(applyTo) is not { } type)
        {
            check.Error($"Envoy filter: unknown object type for applyTo {GoText.Number((int)applyTo)}");
            return;
        }

        DataNode tree = DataNode.ParseJson(Encoding.UTF8.GetBytes(value.ToJson()));
        FieldTables tables = ProtoTypes.Tables;
        if (GoJsonpb.Fault(tables, type, tree, refusesUnknown: true) is { } strict)
        {
            if (GoJsonpb.Fault(tables, type, tree) is { } fault)
            {
                string unknown = !fault.Contains("could not resolve Any message type", StringComparison.Ordinal) ? ""
                    : fault.Contains(".v2.", StringComparison.Ordinal) ? "referenced type unknown (hint: try using the v3 XDS API): "
                    : "referenced type unknown: ";
                check.Error($"{unknown}Envoy filter: {fault}");
                return;
            }

            // What this version does not know a later one may: a warning, and nothing more is looked at.
            check.Warning($"Envoy filter: {strict}");
            return;
        }

        List<string> byName = [];
        ByName(tables, type, tree, byName);
        check.Warning(
            byName.Count > 0 ? $"using deprecated types by name without typed_config; {string.Join(", ", byName)}" : null);
    }

    /// <summary>Collects names of extensions that have no typed configuration; inner ones first, items of lists are not looked at.</summary>
    private static void ByName(FieldTables tables, string type, DataNode value, List<string> names)
    {
        if (value.Kind != DataKind.Object
            || type.StartsWith("google.protobuf.", StringComparison.Ordinal)
            || !tables.TryFindMessage(type, out MessageTable table))
        {
            return;
        }

        bool isExtension = false;
        bool isTyped = false;
        foreach (TableField field in table.Fields)
        {
            DataNode? member = value.Present(field.JsonName) ?? value.Present(field.Name);
            isExtension |= field.JsonName == "typedConfig";
            isTyped |= member is not null && field.JsonName is "typedConfig" or "configDiscovery";
            if (member is not null && field is { Kind: TableKind.Message, IsRepeated: false, IsMap: false, TypeName: { } inner })
            {
                ByName(tables, inner, member, names);
            }
        }

        if (isExtension && !isTyped)
        {
            names.Add(value.TextOf("name") ?? "");
        }
    }

    private static string? TypeOf(ApplyTo applyTo) => applyTo switch
    {
        ApplyTo.Cluster => "envoy.config.cluster.v3.Cluster",
        ApplyTo.Listener => "envoy.config.listener.v3.Listener",
        ApplyTo.RouteConfiguration => "envoy.config.route.v3.RouteConfiguration",
        ApplyTo.FilterChain => "envoy.config.listener.v3.FilterChain",
        ApplyTo.HttpFilter => "envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter",
        ApplyTo.NetworkFilter => "envoy.config.listener.v3.Filter",
        ApplyTo.VirtualHost => "envoy.config.route.v3.VirtualHost",
        ApplyTo.HttpRoute => "envoy.config.route.v3.Route",
        ApplyTo.ExtensionConfig => "envoy.config.core.v3.TypedExtensionConfig",
        ApplyTo.Bootstrap => "envoy.config.bootstrap.v3.Bootstrap",
        ApplyTo.ListenerFilter => "envoy.config.listener.v3.ListenerFilter",
        _ => null,
    };
}
