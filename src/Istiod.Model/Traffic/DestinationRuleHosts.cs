using Istiod.Primitives;

namespace Istiod.Model;

/// <summary>Destination rules by host; several of one host differ in selector or visibility. Compares by value.</summary>
/// <remarks>istiod: pilot/pkg/model/push_context.go:consolidatedDestRules, config.go:MostSpecificHostMatch.</remarks>
public sealed class DestinationRuleHosts : IEquatable<DestinationRuleHosts>
{
    /// <summary>No rules.</summary>
    public static readonly DestinationRuleHosts Empty = new([]);

    private readonly Dictionary<string, ValueArray<DestinationRuleConfig>> _byHost;
    private readonly string[] _wildcards;

    /// <summary>Takes the rules over.</summary>
    public DestinationRuleHosts(Dictionary<string, ValueArray<DestinationRuleConfig>> byHost)
    {
        _byHost = byHost;
        List<string> wildcards = [];
        foreach (string host in byHost.Keys)
        {
            if (new Hostname(host).IsWildcard)
            {
                wildcards.Add(host);
            }
        }

        // Of two suffixes of one name the longer is the more specific.
        wildcards.Sort(static (a, b) =>
            a.Length != b.Length ? b.Length.CompareTo(a.Length) : string.CompareOrdinal(a, b));
        _wildcards = [.. wildcards];
    }

    /// <summary>Number of hosts.</summary>
    public int Count => _byHost.Count;

    /// <summary>Every rule.</summary>
    public IEnumerable<DestinationRuleConfig> All
    {
        get
        {
            foreach (ValueArray<DestinationRuleConfig> rules in _byHost.Values)
            {
                for (int i = 0; i < rules.Count; i++)
                {
                    yield return rules[i];
                }
            }
        }
    }

    /// <summary>Rules of the most specific host that covers <paramref name="host"/>.</summary>
    public bool TryFind(Hostname host, out ValueArray<DestinationRuleConfig> rules)
    {
        if (_byHost.Count == 0)
        {
            rules = default;
            return false;
        }

        if (_byHost.TryGetValue(host.Value, out rules))
        {
            return true;
        }

        ReadOnlySpan<char> needle = host.IsWildcard ? host.Value.AsSpan(1) : host.Value;
        foreach (string wildcard in _wildcards)
        {
            if (needle.EndsWith(wildcard.AsSpan(1), StringComparison.Ordinal))
            {
                rules = _byHost[wildcard];
                return true;
            }
        }

        rules = default;
        return false;
    }

    /// <inheritdoc/>
    public bool Equals(DestinationRuleHosts? other)
    {
        if (ReferenceEquals(this, other))
        {
            return true;
        }

        if (other is null || other._byHost.Count != _byHost.Count)
        {
            return false;
        }

        foreach (KeyValuePair<string, ValueArray<DestinationRuleConfig>> entry in _byHost)
        {
            if (!other._byHost.TryGetValue(entry.Key, out ValueArray<DestinationRuleConfig> rules)
                || !rules.Equals(entry.Value))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as DestinationRuleHosts);

    /// <inheritdoc/>
    public override int GetHashCode() => _byHost.Count;
}
