using Istiod.Envoy.Routes;
using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;

namespace Istiod.Envoy.Gateways;

/// <summary>Services as a gateway's routes see them; one run each.</summary>
/// <param name="model">The collections.</param>
/// <param name="reads">The recorder.</param>
/// <param name="scope">Scope of the gateway.</param>
/// <param name="byHost">Which service of a hostname the scope has.</param>
/// <param name="hashes">Destination rules of the scope that balance by hash.</param>
internal sealed class GatewayServices(
    MeshModel model, Reads reads, ScopeKey scope, Memo<GatewayServices.HostKey, ServiceKey?> byHost, HashRules hashes)
{
    /// <summary>Destination rules that balance by hash.</summary>
    public HashRules Hashes => hashes;

    /// <summary>The service of a hostname: that of a namespace if the gateway sees it, else the one that the scope has.</summary>
    /// <remarks>istiod: pilot/pkg/networking/core/gateway.go:buildNameToServiceMapForHTTPRoutes.</remarks>
    public MeshService? Find(string host, string preferredNamespace)
    {
        Hostname name = new(host);
        if (reads.TryGet(model.Services, new ServiceKey(preferredNamespace, name), out MeshService? service)
            && service.ExportTo.Includes(scope.Namespace))
        {
            return service;
        }

        return reads.Get(byHost, new HostKey(scope, name)) is { } key && reads.TryGet(model.Services, key, out service)
            ? service
            : null;
    }

    /// <summary>Asks which service of a hostname a scope has.</summary>
    internal readonly record struct HostKey(ScopeKey Scope, Hostname Host);
}
