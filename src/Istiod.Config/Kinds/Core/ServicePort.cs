namespace Istiod.Config.Kinds.Core;

/// <summary>A port of a Service.</summary>
/// <param name="Protocol">TCP, UDP or SCTP; empty means TCP.</param>
/// <param name="AppProtocol">Protocol hint; <c>null</c> if absent.</param>
/// <param name="TargetPort">Port of the pod; the default value (number 0) means <paramref name="Port"/>.</param>
public sealed record ServicePort(
    string Name, string Protocol, string? AppProtocol, int Port, IntOrString TargetPort, int NodePort);
