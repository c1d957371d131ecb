namespace Istiod.Model;

/// <summary>Whose rules a virtual service follows: the API it was written in.</summary>
/// <remarks>istiod: pilot/pkg/model/virtualservice.go:UseIngressSemantics, UseGatewaySemantics.</remarks>
public enum RouteSemantics
{
    /// <summary>A VirtualService object.</summary>
    VirtualService,

    /// <summary>A Kubernetes Ingress: path prefixes match whole path elements.</summary>
    Ingress,

    /// <summary>A Gateway API route.</summary>
    GatewayApi,
}
