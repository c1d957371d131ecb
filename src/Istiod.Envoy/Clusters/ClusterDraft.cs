using Istiod.Protobuf;
using Istiod.Protos.Envoy.Config.Cluster.V3;
using Istiod.Protos.Envoy.Config.Core.V3;
using HttpOptions = Istiod.Protos.Envoy.Extensions.Upstreams.Http.V3.HttpProtocolOptions;

namespace Istiod.Envoy.Clusters;

/// <summary>A cluster while it is built: the message, and its HTTP options, which are packed last.</summary>
internal sealed class ClusterDraft(Cluster cluster)
{
    private HttpOptions? _http;

    /// <summary>The message; nobody else has it yet.</summary>
    public Cluster Cluster { get; } = cluster;

    /// <summary>Whether it resolves the requested name by itself (dynamic forward proxy).</summary>
    public bool IsDynamic { get; init; }

    /// <summary>HTTP options, made on first use.</summary>
    public HttpOptions Http => _http ??= new HttpOptions();

    /// <summary>Whether it speaks HTTP/2 whatever the client speaks.</summary>
    public bool IsHttp2 => _http?.ExplicitHttpConfig?.Http2ProtocolOptions is not null;

    /// <summary>Speaks HTTP/2 upstream, unless a protocol is chosen already.</summary>
    public void SpeakHttp2()
    {
        if (Http.UpstreamProtocolOptionsCase == HttpOptions.UpstreamProtocolOptionsOneofCase.None)
        {
            Http.ExplicitHttpConfig = new HttpOptions.Types.ExplicitHttpConfig
            {
                Http2ProtocolOptions = new Http2ProtocolOptions(),
            };
        }
    }

    /// <summary>Speaks HTTP/1 upstream with these options.</summary>
    public void SpeakHttp1(Http1ProtocolOptions options) =>
        Http.ExplicitHttpConfig = new HttpOptions.Types.ExplicitHttpConfig { HttpProtocolOptions = options };

    /// <summary>Speaks what the client speaks; HTTP/1 options that were chosen stay.</summary>
    public void FollowClientProtocol()
    {
        Http1ProtocolOptions http1 = Http.ExplicitHttpConfig?.HttpProtocolOptions ?? new Http1ProtocolOptions();
        Http.UseDownstreamProtocolConfig = new HttpOptions.Types.UseDownstreamHttpConfig
        {
            HttpProtocolOptions = http1,
            Http2ProtocolOptions = new Http2ProtocolOptions(),
        };
    }

    /// <summary>The finished message.</summary>
    public Cluster Build()
    {
        if (_http is not null)
        {
            if (_http.UpstreamProtocolOptionsCase == HttpOptions.UpstreamProtocolOptionsOneofCase.None)
            {
                // The proxy demands a choice; HTTP/1 is what it would do without options.
                _http.ExplicitHttpConfig = new HttpOptions.Types.ExplicitHttpConfig
                {
                    HttpProtocolOptions = new Http1ProtocolOptions(),
                };
            }

            Cluster.TypedExtensionProtocolOptions[EnvoyNames.HttpProtocolOptions] = AnyValue.Pack(_http);
        }

        return Cluster;
    }
}
