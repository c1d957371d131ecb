using Istiod.Primitives;

namespace Istiod.Model;

/// <summary>Mutual TLS modes of one workload, port by port.</summary>
/// <param name="Mode">For ports that are not listed.</param>
/// <param name="Ports">Ports of the workload with a mode of their own, ascending.</param>
/// <remarks>istiod: pilot/pkg/security/authn/policy_applier.go:ComposePeerAuthentication.</remarks>
public sealed record InboundMtls(MtlsMode Mode, ValueArray<PortMtls> Ports)
{
    /// <summary>The mode of a workload port.</summary>
    public MtlsMode ForPort(int port)
    {
        foreach (PortMtls own in Ports)
        {
            if (own.Port == port)
            {
                return own.Mode;
            }
        }

        return Mode;
    }
}

/// <summary>Mode of one port.</summary>
/// <param name="Port">Port of the workload.</param>
/// <param name="Mode">Its mode.</param>
public readonly record struct PortMtls(int Port, MtlsMode Mode);
