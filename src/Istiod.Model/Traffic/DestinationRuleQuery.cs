namespace Istiod.Model;

/// <summary>Asks which destination rules apply for clients in a namespace that call a service.</summary>
/// <param name="ClientNamespace">Namespace of the calling proxy.</param>
/// <param name="Service">The service called.</param>
public readonly record struct DestinationRuleQuery(string ClientNamespace, ServiceKey Service);
