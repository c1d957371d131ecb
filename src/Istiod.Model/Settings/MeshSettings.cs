using Istiod.Primitives;
using Istiod.Protos.Istio.Mesh.V1Alpha1;
using HttpHeader = Istiod.Protos.Istio.Mesh.V1Alpha1.MeshConfig.Types.ExtensionProvider.Types.HttpHeader;

namespace Istiod.Model;

/// <summary>Settings of the whole mesh: one value in a source collection, never a global.</summary>
public sealed record MeshSettings
{
    /// <summary>The mesh config with the reference's defaults filled in. Never written to.</summary>
    public required MeshConfig Mesh { get; init; }

    /// <summary>Networks with their gateways; empty if none are configured. Never written to.</summary>
    public required MeshNetworks Networks { get; init; }

    /// <summary>Environment switches.</summary>
    public MeshFeatures Features { get; init; } = new();

    /// <summary>DNS suffix of Kubernetes services (<c>--domain</c>).</summary>
    public string DomainSuffix { get; init; } = "cluster.local";

    /// <summary>Revision of this control plane (<c>REVISION</c>).</summary>
    public string Revision { get; init; } = "default";

    /// <summary>Cluster whose API server holds the mesh's config.</summary>
    public ClusterId ConfigCluster { get; init; } = new("Kubernetes");

    /// <summary>Namespace of this control plane (<c>POD_NAMESPACE</c>).</summary>
    public string SystemNamespace { get; init; } = "istio-system";

    /// <summary>Variables of this process that headers of tracing providers name (<c>envName</c>), by name; unset ones are left out.</summary>
    /// <remarks>Beside the mesh config, not in it: debug pages show the config, and the values are mostly tokens.</remarks>
    public ValueArray<KeyValuePair<string, string>> HeaderVariables { get; init; }

    /// <summary>Namespace whose config applies to all (<c>rootNamespace</c>).</summary>
    public string RootNamespace => Mesh.RootNamespace.Length > 0 ? Mesh.RootNamespace : SystemNamespace;

    /// <summary>Trust domain of the mesh.</summary>
    public TrustDomain TrustDomain => new(Mesh.TrustDomain);

    /// <summary>What a provider's header holds: its own text, or that of the variable it names; empty if that is not set.</summary>
    /// <remarks>istiod: pilot/pkg/networking/core/tracing.go:getHeaderValue.</remarks>
    public string ValueOf(HttpHeader header)
    {
        if (header.HeaderValueCase != HttpHeader.HeaderValueOneofCase.EnvName)
        {
            return header.Value;
        }

        foreach ((string name, string value) in HeaderVariables)
        {
            if (name == header.EnvName)
            {
                return value;
            }
        }

        return "";
    }
}
