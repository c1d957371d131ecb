using Istiod.Compiler.Names;
using Istiod.Config;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protobuf;
using Istiod.Protos.Istio.Networking.V1Alpha3;

namespace Istiod.Compiler.Traffic.DestinationRules;

/// <summary>A rule while rules of one host are merged.</summary>
internal sealed class DestinationRuleEntry
{
    private readonly List<NamespacedName> _from;
    private DestinationRule _spec;
    private bool _isOwnSpec;

    private DestinationRuleEntry(
        NamespacedName name, DateTimeOffset created, RuleVisibility visibility, LabelSet? selector, DestinationRule spec, string host)
    {
        _from = [name];
        _spec = spec;
        CreationTime = created;
        Visibility = visibility;
        Selector = selector;
        Host = host;
    }

    public DateTimeOffset CreationTime { get; }

    public RuleVisibility Visibility { get; }

    public LabelSet? Selector { get; }

    public string Host { get; }

    public DestinationRule Spec => _spec;

    public static bool HasSelector(ConfigObject item) => item.SpecAs<DestinationRule>().WorkloadSelector is not null;

    public static DestinationRuleEntry From(ConfigObject item, RuleVisibility visibility, string domainSuffix)
    {
        DestinationRule spec = item.SpecAs<DestinationRule>();
        return new DestinationRuleEntry(
            item.Key,
            item.Meta.CreationTime,
            visibility,
            spec.WorkloadSelector is { } selector ? LabelSet.From(selector.MatchLabels) : null,
            spec,
            HostResolution.Resolve(spec.Host, item.Meta.Namespace, domainSuffix));
    }

    /// <summary>The same rule again, so that merging into one copy leaves the other as it is.</summary>
    public DestinationRuleEntry Copy() => new(_from[0], CreationTime, Visibility, Selector, _spec, Host);

    /// <summary>Takes the other rule's new subsets, and its traffic policy if this one has none.</summary>
    public void Merge(DestinationRuleEntry other)
    {
        _from.Add(other._from[0]);
        DestinationRule spec = OwnSpec();
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (Subset subset in spec.Subsets)
        {
            names.Add(subset.Name);
        }

        foreach (Subset subset in other._spec.Subsets)
        {
            if (!names.Contains(subset.Name))
            {
                spec.Subsets.Add(subset);
            }
        }

        spec.TrafficPolicy ??= other._spec.TrafficPolicy;
    }

    public DestinationRuleConfig Build()
    {
        if (!string.Equals(_spec.Host, Host, StringComparison.Ordinal))
        {
            OwnSpec().Host = Host;
        }

        return new DestinationRuleConfig(ValueArray.From(_from), CreationTime, Visibility.ExportTo, Selector, _spec);
    }

    private DestinationRule OwnSpec()
    {
        if (!_isOwnSpec)
        {
            _spec = _spec.Clone();
            _isOwnSpec = true;
        }

        return _spec;
    }
}
