using Istiod.Envoy.Filters.Http;
using Istiod.Envoy.Listeners;
using Istiod.Model;
using Istiod.Protobuf;
using Istiod.Protos.Envoy.Config.Core.V3;
using Istiod.Protos.Envoy.Extensions.Filters.Http.Lua.V3;
using Istiod.Protos.Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using ExtensionPhase = Istiod.Protos.Istio.Extensions.V1Alpha1.TrafficExtension.Types.ExecutionPhase;

namespace Istiod.Envoy.Filters.Extensions;

/// <summary>The extensions of one phase: scripts are inline, the config of modules is a resource of its own.</summary>
/// <remarks>istiod: pilot/pkg/networking/core/extension/extensionfilter.go:toEnvoyHTTPTrafficExtension.</remarks>
internal sealed class HttpExtensionFilter(ExtensionPhase phase) : IHttpFilter
{
    private static readonly string[] Types =
    [
        "type.googleapis.com/envoy.extensions.filters.http.wasm.v3.Wasm",
        "type.googleapis.com/envoy.extensions.filters.http.rbac.v3.RBAC", // what the agent puts in for a module that it cannot fetch
    ];

    /// <inheritdoc/>
    public void AddTo(RepeatedField<HttpFilter> filters, HttpFilterScope scope)
    {
        foreach (TrafficExtensionConfig extension in scope.Traits.Extensions)
        {
            if (extension.Phase != phase
                || extension.Kind == ExtensionKind.NetworkWasm
                || !extension.AppliesTo(scope.Chain.Side.Mode(), scope.Chain.Port))
            {
                continue;
            }

            HttpFilter filter = new() { Name = extension.ResourceName };
            if (extension.Kind == ExtensionKind.HttpLua)
            {
                filter.TypedConfig =
                    AnyValue.Pack(new Lua { DefaultSourceCode = new DataSource { InlineString = extension.Script } });
            }
            else
            {
                filter.ConfigDiscovery = Discovery(Types);
            }

            filters.Add(filter);
        }
    }

    /// <summary>Config by ECDS. A listener waits for it: an extension may be what protects the workload.</summary>
    public static ExtensionConfigSource Discovery(string[] types)
    {
        ExtensionConfigSource source = new()
        {
            ConfigSource = new ConfigSource
            {
                Ads = new AggregatedConfigSource(),
                ResourceApiVersion = ApiVersion.V3,
                InitialFetchTimeout = new Duration(0, 0),
            },
        };
        source.TypeUrls.AddRange(types);
        return source;
    }
}
