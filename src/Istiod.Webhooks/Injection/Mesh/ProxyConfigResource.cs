using Istiod.Protos.Istio.Networking.V1Beta1;

namespace Istiod.Webhooks.Injection.Mesh;

/// <summary>An object of kind ProxyConfig.</summary>
/// <param name="Namespace">Where it is.</param>
/// <param name="Spec">What it says; not to be changed.</param>
public sealed record ProxyConfigResource(string Namespace, ProxyConfig Spec);
