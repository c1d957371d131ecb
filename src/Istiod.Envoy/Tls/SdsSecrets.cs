using Istiod.Protobuf;
using Istiod.Protos.Envoy.Config.Core.V3;
using Istiod.Protos.Envoy.Extensions.TransportSockets.Tls.V3;

namespace Istiod.Envoy.Tls;

/// <summary>References to certificates and roots that proxies fetch by SDS.</summary>
/// <remarks>istiod: pkg/model/authentication.go, pilot/pkg/security/model/authentication.go.</remarks>
internal static class SdsSecrets
{
    /// <summary>The workload's own certificate.</summary>
    public const string Workload = "default";

    /// <summary>The mesh's roots.</summary>
    public const string Roots = "ROOTCA";

    /// <summary>Put behind a credential's name, it names its certificate authority.</summary>
    public const string AuthoritySuffix = "-cacert";

    /// <summary>Cluster of an SDS server beside the gateway.</summary>
    public const string ExternalCluster = "sds-external";

    /// <summary>Credentials of such a server.</summary>
    public const string ExternalPrefix = "sds://";

    /// <summary>Credentials in ConfigMaps, which every proxy may read.</summary>
    public const string ConfigMapPrefix = "configmap://";

    /// <summary>Secrets of the proxy's cluster.</summary>
    public const string KubernetesPrefix = "kubernetes://";

    /// <summary>Secrets of the config cluster that gateways refer to.</summary>
    public const string GatewayPrefix = "kubernetes-gateway://";

    private const string BuiltinPrefix = "builtin://";
    private const string InvalidPrefix = "invalid://";
    private const string AgentCluster = "sds-grpc";
    private const string AgentFilesCluster = "sds-files-grpc";

    /// <summary>A secret that the agent serves: the workload's, the roots, or a file by its resource name.</summary>
    public static SdsSecretConfig FromAgent(string name) => FromCluster(name, AgentCluster, name is Workload or Roots);

    /// <summary>A file's secret, from the agent or from the files server of the pod.</summary>
    public static SdsSecretConfig FromFile(string name, bool hasFilesServer) =>
        FromCluster(name, hasFilesServer ? AgentFilesCluster : AgentCluster, false);

    /// <summary>A credential that a gateway or a rule names.</summary>
    /// <param name="externalCluster">Cluster of the mesh's SDS provider, or <c>null</c> if there is none.</param>
    public static SdsSecretConfig? FromCredential(string name, bool hasSocket, string? externalCluster = null)
    {
        switch (name)
        {
            case "":
                return null;
            case BuiltinPrefix:
                return FromAgent(Workload);
            case BuiltinPrefix + AuthoritySuffix:
                return FromAgent(Roots);
        }

        if (name.StartsWith(ExternalPrefix, StringComparison.Ordinal))
        {
            if (hasSocket)
            {
                return FromCluster(name, ExternalCluster, false);
            }

            name = name[ExternalPrefix.Length..];
            if (externalCluster is not null)
            {
                return FromCluster(name, externalCluster, false);
            }
        }

        return new SdsSecretConfig
        {
            Name = ResourceName(name),
            // No initial fetch timeout: a secret that does not exist must not hold the listener or cluster for ever.
            SdsConfig = new ConfigSource { Ads = new AggregatedConfigSource(), ResourceApiVersion = ApiVersion.V3 },
        };
    }

    /// <summary>The SDS name of a credential: without a type it is a Kubernetes secret.</summary>
    /// <remarks>istiod: pilot/pkg/model/credentials/resource.go:ToResourceName.</remarks>
    public static string ResourceName(string credential)
    {
        if (credential.StartsWith(BuiltinPrefix, StringComparison.Ordinal))
        {
            return Workload;
        }

        if (credential.StartsWith(InvalidPrefix, StringComparison.Ordinal))
        {
            return InvalidPrefix;
        }

        return credential.StartsWith(ConfigMapPrefix, StringComparison.Ordinal)
            || credential.StartsWith(KubernetesPrefix, StringComparison.Ordinal)
            || credential.StartsWith(GatewayPrefix, StringComparison.Ordinal)
                ? credential
                : KubernetesPrefix + credential;
    }

    /// <summary>SDS name of a certificate and key in files.</summary>
    public static string CertificateFiles(string certificate, string key) =>
        certificate.Length > 0 && key.Length > 0 ? $"file-cert:{certificate}~{key}" : "";

    /// <summary>SDS name of roots in a file.</summary>
    public static string RootFile(string path) => path.Length > 0 ? $"file-root:{path}" : "";

    private static SdsSecretConfig FromCluster(string name, string cluster, bool waitsForIt)
    {
        ApiConfigSource source = new()
        {
            ApiType = ApiConfigSource.Types.ApiType.Grpc,
            SetNodeOnFirstMessageOnly = true,
            TransportApiVersion = ApiVersion.V3,
        };
        source.GrpcServices.Add(new GrpcService
        {
            EnvoyGrpc = new GrpcService.Types.EnvoyGrpc { ClusterName = cluster },
        });
        return new SdsSecretConfig
        {
            Name = name,
            SdsConfig = new ConfigSource
            {
                ApiConfigSource = source,
                ResourceApiVersion = ApiVersion.V3,
                InitialFetchTimeout = waitsForIt ? TimeSpan.Zero : (Duration?)null,
            },
        };
    }
}
