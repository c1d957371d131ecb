using Istiod.Protos.Istio.Mesh.V1Alpha1;
using Istiod.Webhooks.Injection.Templates;

namespace Istiod.Webhooks.Injection.Mesh;

/// <summary>The proxy config of a pod, as a message and for templates. Immutable.</summary>
internal sealed class EffectiveProxyConfig(ProxyConfig config)
{
    /// <summary>The message; not to be changed.</summary>
    public ProxyConfig Config { get; } = config;

    /// <summary>The same for templates.</summary>
    public ProtoObject Value { get; } = ProtoObject.From(config);
}
