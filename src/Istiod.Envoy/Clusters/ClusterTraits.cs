using Istiod.Model;

namespace Istiod.Envoy.Clusters;

/// <summary>What of a proxy decides the content of its outbound clusters; proxies with equal traits share them.</summary>
internal sealed record ClusterTraits(
    ProxyKind Kind,
    AddressFamilies Families,
    bool SendsHbone,
    bool PreservesHeaderCase,
    MetadataCertificates? Certificates,
    bool HasCredentialSocket,
    bool HasFileCredentialSocket)
{
    public bool IsSidecar => Kind == ProxyKind.Sidecar;

    /// <summary>Projects a proxy.</summary>
    public static ClusterTraits Of(ProxyIdentity proxy, MeshSettings settings) =>
        new(
            proxy.Kind,
            proxy.Families,
            settings.Features.EnableSendingHbone || proxy.Kind == ProxyKind.Waypoint,
            (proxy.ProxyConfig ?? settings.Mesh.DefaultConfig)?.ProxyHeaders?.PreserveHttp1HeaderCase ?? false,
            proxy.Metadata.TlsClientCertChain.Length == 0
                ? null
                : new MetadataCertificates(
                    proxy.Metadata.TlsClientCertChain, proxy.Metadata.TlsClientKey, proxy.Metadata.TlsClientRootCert),
            proxy.Metadata.IsTrue("credential"),
            proxy.Metadata.IsTrue("file-credential"));
}

/// <summary>Client certificate files that a proxy's metadata names.</summary>
internal sealed record MetadataCertificates(string CertChain, string Key, string RootCert);
