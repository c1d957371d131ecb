using Istiod.Compiler.Policies;
using Istiod.Config;
using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Istio.Security.V1Beta1;
using Mode = Istiod.Protos.Istio.Security.V1Beta1.PeerAuthentication.Types.MutualTLS.Types.Mode;
using MutualTls = Istiod.Protos.Istio.Security.V1Beta1.PeerAuthentication.Types.MutualTLS;

namespace Istiod.Compiler.Security;

/// <summary>Mutual TLS that workloads and namespaces ask for.</summary>
/// <remarks>
/// The narrowest policy wins (workload, namespace, mesh); of several in one scope the oldest; what one leaves open comes
/// from the next wider. istiod: pilot/pkg/model/authentication.go, security/authn/policy_applier.go:ComposePeerAuthentication.
/// </remarks>
internal sealed class PeerAuthenticationArea
{
    private readonly Source<SettingsKey, MeshSettings> _settings;
    private readonly PolicyLookup _policies;

    private PeerAuthenticationArea(Graph graph, MeshSources sources)
    {
        _settings = sources.Settings;
        _policies = new PolicyLookup(graph, sources.PeerAuthentications);
        Inbound = graph.AddMemo<WorkloadSelector, InboundMtls>("inbound-mtls", OfWorkload);
        Namespaces = graph.AddMemo<string, MtlsMode>("namespace-mtls", OfNamespace);
    }

    /// <summary>What a workload asks of its callers.</summary>
    public Memo<WorkloadSelector, InboundMtls> Inbound { get; }

    /// <summary>What callers may assume of a namespace.</summary>
    public Memo<string, MtlsMode> Namespaces { get; }

    /// <summary>Adds the area to <paramref name="graph"/>.</summary>
    public static PeerAuthenticationArea Wire(Graph graph, MeshSources sources) => new(graph, sources);

    private InboundMtls OfWorkload(WorkloadSelector workload, Reads reads)
    {
        string root = RootNamespace(reads);
        MtlsMode mode = MtlsMode.Permissive;
        if (Wide(reads, root) is { } mesh)
        {
            mode = Of(mesh.Mtls, mode);
        }

        if (string.Equals(workload.Namespace, root, StringComparison.Ordinal))
        {
            return new InboundMtls(mode, default); // policies with a selector do not count in the root namespace
        }

        PeerAuthentication? wide = null;
        PeerAuthentication? own = null;
        foreach (ConfigObject policy in _policies.ByAge(reads, workload.Namespace))
        {
            if (policy.Spec is not PeerAuthentication spec)
            {
                continue;
            }

            if (IsWide(spec))
            {
                wide ??= spec;
            }
            else if (own is null && PolicyAttachment.IsSelected(spec.Selector, workload.Labels))
            {
                own = spec;
            }
        }

        mode = Of(wide?.Mtls, mode);
        mode = Of(own?.Mtls, mode);
        if (own is null || own.PortLevelMtls.Count == 0)
        {
            return new InboundMtls(mode, default);
        }

        List<PortMtls> ports = [];
        foreach ((uint port, MutualTls mtls) in own.PortLevelMtls)
        {
            ports.Add(new PortMtls((int)port, Of(mtls, mode)));
        }

        ports.Sort(static (a, b) => a.Port.CompareTo(b.Port));
        return new InboundMtls(mode, ValueArray.From(ports));
    }

    private MtlsMode OfNamespace(string namespaceName, Reads reads)
    {
        string root = RootNamespace(reads);
        MtlsMode mesh = Wide(reads, root) is { } wide ? Of(wide.Mtls, MtlsMode.Permissive) : MtlsMode.Unknown;
        if (string.Equals(namespaceName, root, StringComparison.Ordinal) || Wide(reads, namespaceName) is not { } own)
        {
            return mesh;
        }

        return Of(own.Mtls, mesh == MtlsMode.Unknown ? MtlsMode.Permissive : mesh);
    }

    private PeerAuthentication? Wide(Reads reads, string namespaceName)
    {
        foreach (ConfigObject policy in _policies.ByAge(reads, namespaceName))
        {
            if (policy.Spec is PeerAuthentication spec && IsWide(spec))
            {
                return spec;
            }
        }

        return null;
    }

    private string RootNamespace(Reads reads) =>
        reads.TryGet(_settings, SettingsKey.Mesh, out MeshSettings? settings) ? settings.RootNamespace : "";

    private static bool IsWide(PeerAuthentication spec) => spec.Selector is null || spec.Selector.MatchLabels.Count == 0;

    private static MtlsMode Of(MutualTls? mtls, MtlsMode inherited) => mtls?.Mode switch
    {
        null or Mode.Unset => inherited,
        Mode.Disable => MtlsMode.Disable,
        Mode.Permissive => MtlsMode.Permissive,
        Mode.Strict => MtlsMode.Strict,
        _ => MtlsMode.Unknown,
    };
}
