namespace Istiod.Config.Kinds.Core;

/// <summary>An address of a load balancer: one of the two is empty.</summary>
public sealed record LoadBalancerIngress(string IP, string Hostname);
