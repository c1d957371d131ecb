using Istiod.Model;
using Istiod.Primitives;

namespace Istiod.Envoy.Listeners.Inbound;

/// <summary>What one filter chain of an inbound port matches, and whether it ends TLS.</summary>
/// <param name="IsHttp">HTTP, or bytes.</param>
/// <param name="IsTls">The chain ends mutual TLS.</param>
/// <param name="TransportProtocol">What the TLS inspector found.</param>
/// <param name="ApplicationProtocols">ALPN, or what the HTTP inspector found.</param>
internal readonly record struct InboundMatch(
    bool IsHttp, bool IsTls, string TransportProtocol, ValueArray<string> ApplicationProtocols);

/// <summary>The chains of an inbound port: by its protocol, and by the mutual TLS that it asks for.</summary>
/// <remarks>
/// Sidecars of the mesh say by ALPN that they are, and whether they saw HTTP; that is how a permissive port tells their TLS
/// from the workload's own. istiod: pilot/pkg/networking/core/filterchain_options.go.
/// </remarks>
internal sealed class InboundMatches
{
    private const string Tls = "tls";
    private const string Raw = "raw_buffer";

    private static readonly ValueArray<string> MeshHttp = ["istio-http/1.0", "istio-http/1.1", "istio-h2"];
    private static readonly ValueArray<string> MeshTcp = ["istio-peer-exchange", "istio"];
    private static readonly ValueArray<string> MeshAll =
        ["istio", "istio-peer-exchange", "istio-http/1.0", "istio-http/1.1", "istio-h2"];

    private readonly ValueArray<string> _plainHttp;

    /// <summary>HTTP/1.0 is detected only if it is accepted.</summary>
    public InboundMatches(MeshFeatures features) =>
        _plainHttp = features.Http10 ? ["http/1.0", "http/1.1", "h2c"] : ["http/1.1", "h2c"];

    /// <summary>The one chain of a port that ends the user's own TLS.</summary>
    public static InboundMatch[] OwnTls(ListenerProtocol protocol) => [new(protocol == ListenerProtocol.Http, true, Tls, default)];

    /// <summary>The chains of a port.</summary>
    public InboundMatch[] Of(ListenerProtocol protocol, MtlsMode mode) => protocol switch
    {
        ListenerProtocol.Http => mode switch
        {
            MtlsMode.Strict => [new(true, true, Tls, default)],
            MtlsMode.Permissive => [new(true, true, Tls, MeshAll), new(true, false, Raw, default)],
            _ => [new(true, false, Raw, default)],
        },
        ListenerProtocol.Detect => mode switch
        {
            MtlsMode.Strict => [new(true, true, Tls, MeshHttp), new(false, true, Tls, default)],
            MtlsMode.Permissive =>
            [
                new(true, true, Tls, MeshHttp),
                new(true, false, Raw, _plainHttp),
                new(false, true, Tls, MeshTcp),
                new(false, false, Raw, default),
                new(false, false, Tls, default), // the workload's own TLS
            ],
            _ => [new(true, false, Raw, _plainHttp), new(false, false, Raw, default)],
        },
        _ => mode switch
        {
            MtlsMode.Strict => [new(false, true, Tls, default)],
            MtlsMode.Permissive =>
            [
                new(false, true, Tls, MeshAll),
                new(false, false, Tls, default), // the workload's own TLS
                new(false, false, Raw, default),
            ],
            _ => [new(false, false, Raw, default)],
        },
    };
}
