using Istiod.Protobuf;
using Istiod.Protos.Envoy.Config.Route.V3;

namespace Istiod.Envoy.Routes;

/// <summary>Timeouts of outbound routes.</summary>
/// <remarks>istiod: pilot/pkg/networking/core/route/route.go:setTimeout.</remarks>
internal static class RouteTimeouts
{
    /// <summary>No timeout, which Envoy writes as zero.</summary>
    public static readonly Duration None = TimeSpan.Zero;

    /// <summary>Sets the timeout, and the same as bound of what gRPC clients ask for.</summary>
    /// <param name="timeout"><c>null</c>: none.</param>
    /// <param name="isProxylessGrpc">gRPC clients read another field.</param>
    public static void Set(RouteAction action, Duration? timeout, bool isProxylessGrpc)
    {
        action.Timeout = timeout ?? None;
        if (isProxylessGrpc)
        {
            action.MaxStreamDuration = new RouteAction.Types.MaxStreamDuration { MaxStreamDuration_ = action.Timeout };
        }
        else
        {
            action.MaxGrpcTimeout = action.Timeout;
        }
    }
}
