using Istiod.Primitives;
using Istiod.Protos.Istio.Extensions.V1Alpha1;

namespace Istiod.Model;

/// <summary>A WebAssembly extension: what the resource of its config says.</summary>
/// <param name="Name">See <see cref="TrafficExtensionConfig.Name"/>.</param>
/// <param name="Url">Where its module is.</param>
/// <param name="Spec">The rest. Never written to.</param>
/// <param name="ResourceVersion">Version of the object: the module is fetched again when it changes.</param>
public sealed record WasmExtension(NamespacedName Name, WasmModuleUrl Url, WasmConfig Spec, string ResourceVersion);
