using System.Text;

namespace Istiod.Resources;

/// <summary>One xDS resource type: its URL and how the protocol treats it.</summary>
/// <remarks>Order and flags: contract of the reference (xds: push order CDS, EDS, LDS, RDS, SDS, then the others).</remarks>
public sealed class XdsType
{
    private const string Prefix = "type.googleapis.com/";

    /// <summary>Clusters.</summary>
    public static readonly XdsType Cluster = new("cds", Prefix + "envoy.config.cluster.v3.Cluster", 0, isWildcard: true);

    /// <summary>Endpoints. A version of one covers its cluster's content too, so that a changed cluster brings them again.</summary>
    public static readonly XdsType Endpoint = new("eds", Prefix + "envoy.config.endpoint.v3.ClusterLoadAssignment", 1);

    /// <summary>Listeners.</summary>
    public static readonly XdsType Listener = new("lds", Prefix + "envoy.config.listener.v3.Listener", 2, isWildcard: true);

    /// <summary>Route configurations; a name that no listener uses is built on demand.</summary>
    public static readonly XdsType Route = new("rds", Prefix + "envoy.config.route.v3.RouteConfiguration", 3);

    /// <summary>Secrets.</summary>
    public static readonly XdsType Secret =
        new("sds", Prefix + "envoy.extensions.transport_sockets.tls.v3.Secret", 4);

    /// <summary>Extension configurations; removals are never sent.</summary>
    public static readonly XdsType ExtensionConfig =
        new("ecds", Prefix + "envoy.config.core.v3.TypedExtensionConfig", 5, sendsRemovals: false);

    /// <summary>Ambient workloads and services.</summary>
    public static readonly XdsType Address = new("address", Prefix + "istio.workload.Address", 6, isWildcard: true);

    /// <summary>Ambient workloads alone.</summary>
    public static readonly XdsType Workload = new("workload", Prefix + "istio.workload.Workload", 7, isWildcard: true);

    /// <summary>Ambient authorization policies.</summary>
    public static readonly XdsType Authorization =
        new("authorization", Prefix + "istio.security.Authorization", 8, isWildcard: true);

    /// <summary>The DNS name table: one resource without a name.</summary>
    public static readonly XdsType NameTable =
        new("nds", Prefix + "istio.networking.nds.v1.NameTable", 9, isWildcard: true);

    /// <summary>Proxy configuration (trust anchors).</summary>
    public static readonly XdsType ProxyConfig =
        new("pcds", Prefix + "istio.mesh.v1alpha1.ProxyConfig", 10, isWildcard: true);

    private static readonly XdsType[] Ordered =
        [Cluster, Endpoint, Listener, Route, Secret, ExtensionConfig, Address, Workload, Authorization, NameTable, ProxyConfig];

    private readonly byte[] _typeUrlUtf8;

    private XdsType(string shortName, string typeUrl, int order, bool isWildcard = false, bool sendsRemovals = true)
    {
        ShortName = shortName;
        TypeUrl = typeUrl;
        _typeUrlUtf8 = Encoding.UTF8.GetBytes(typeUrl);
        Order = order;
        IsWildcard = isWildcard;
        SendsRemovals = sendsRemovals;
    }

    /// <summary>All types, in the order in which one revision sends them; <see cref="Order"/> is the position here.</summary>
    public static ReadOnlySpan<XdsType> All => Ordered;

    /// <summary>Lower-case name as in metrics and dumps: <c>cds</c>.</summary>
    public string ShortName { get; }

    /// <summary>Full URL, with the <c>type.googleapis.com/</c> prefix.</summary>
    public string TypeUrl { get; }

    /// <summary><see cref="TypeUrl"/> in UTF-8.</summary>
    public ReadOnlyMemory<byte> TypeUrlUtf8 => _typeUrlUtf8;

    /// <summary>Place in a push, from 0; also the bit in an <see cref="XdsTypeSet"/>.</summary>
    public int Order { get; }

    /// <summary>Whether a subscription without names asks for all.</summary>
    public bool IsWildcard { get; }

    /// <summary>Whether delta answers list removed resources.</summary>
    public bool SendsRemovals { get; }

    /// <summary>The type of <paramref name="typeUrl"/>, or <c>null</c> for one that is not served.</summary>
    public static XdsType? Find(ReadOnlySpan<char> typeUrl)
    {
        foreach (XdsType type in Ordered)
        {
            if (typeUrl.SequenceEqual(type.TypeUrl))
            {
                return type;
            }
        }

        return null;
    }

    /// <summary>The type of a URL in UTF-8, or <c>null</c> for one that is not served.</summary>
    public static XdsType? Find(ReadOnlySpan<byte> typeUrl)
    {
        foreach (XdsType type in Ordered)
        {
            if (typeUrl.SequenceEqual(type._typeUrlUtf8))
            {
                return type;
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public override string ToString() => ShortName;
}
