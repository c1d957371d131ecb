using Istiod.Primitives;
using Istiod.Protos.Istio.Mesh.V1Alpha1;

namespace Istiod.Envoy.Secrets;

/// <summary>All that a secret's bytes depend on. Who may have it is decided before.</summary>
/// <param name="ResourceName">Name on the wire.</param>
/// <param name="Object">The Secret or ConfigMap, in the cluster where it is looked up first.</param>
/// <param name="Form">What is asked for.</param>
/// <param name="KeyProvider">What handles private keys in the proxy; <c>null</c>: Envoy itself.</param>
internal readonly record struct SecretKey(string ResourceName, ObjectKey Object, SecretForm Form, PrivateKeyProvider? KeyProvider);
