using System.Text.Json;
using Istiod.Debug.Shapes;
using Istiod.Diagnostics;
using Istiod.Model;

namespace Istiod.Debug.MeshPages;

/// <summary><c>/debug/pushcontext</c>: authorization policies and the gateways between networks.</summary>
/// <remarks>istiod: pilot/pkg/xds/debug.go:pushContextHandler.</remarks>
internal sealed class PushContextEndpoint(DebugContext context) : IDebugEndpoint
{
    /// <inheritdoc/>
    public string Path => "/debug/pushcontext";

    /// <inheritdoc/>
    public string Help => "Debug support for current push context";

    /// <inheritdoc/>
    public ValueTask WriteAsync(DebugRequest request, DebugWriter writer)
    {
        NetworkTable networks = NetworksEndpoint.TableOf(context);
        Utf8JsonWriter json = writer.Json();
        json.WriteStartObject();
        json.WritePropertyName("AuthorizationPolicies");
        AuthorizationEndpoint.WritePolicies(json, context);
        json.WritePropertyName("NetworkGateways");
        NetworkShape.Write(json, networks.Resolved.All);
        json.WritePropertyName("UnresolvedGateways");
        NetworkShape.Write(json, networks.Unresolved.All);
        json.WriteEndObject();
        return writer.FlushAsync();
    }
}
