using Istiod.Kubernetes;

namespace Istiod.Controllers.Roots;

/// <summary>One ConfigMap that every namespace has.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Key">The key that is ours.</param>
/// <param name="Content">What stands there; asked for at each look.</param>
/// <param name="Informer">All ConfigMaps of that name.</param>
public sealed record RootConfigMap(string Name, string Key, Func<string> Content, Informer Informer);
