namespace Istiod.Model;

/// <summary>Destination rules of one namespace, merged by host.</summary>
/// <param name="Local">What clients of the namespace itself use.</param>
/// <param name="Exported">What clients of other namespaces may use; each rule says who.</param>
/// <param name="PrivateOnly">Rules that are not exported; clients of the root namespace look here, and only there.</param>
/// <remarks>istiod: pilot/pkg/model/push_context.go:setDestinationRules.</remarks>
public sealed record NamespaceDestinationRules(
    DestinationRuleHosts Local, DestinationRuleHosts Exported, DestinationRuleHosts PrivateOnly)
{
    /// <summary>Whether some local rule selects workloads, so that clients' labels count.</summary>
    public bool HasSelectors { get; } = AnySelector(Local) || AnySelector(PrivateOnly);

    /// <summary>No rules.</summary>
    public static readonly NamespaceDestinationRules None =
        new(DestinationRuleHosts.Empty, DestinationRuleHosts.Empty, DestinationRuleHosts.Empty);

    private static bool AnySelector(DestinationRuleHosts hosts)
    {
        foreach (DestinationRuleConfig rule in hosts.All)
        {
            if (rule.Selector is not null)
            {
                return true;
            }
        }

        return false;
    }
}
