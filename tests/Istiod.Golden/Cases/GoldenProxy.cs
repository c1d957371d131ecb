using Istiod.Resources;

namespace Istiod.Golden.Cases;

/// <summary>One proxy of a case's <c>proxies.yaml</c>.</summary>
/// <param name="Folder">Where its answers go: <c>0-frontend-v1-a.shop</c>.</param>
/// <param name="Node">How it describes itself.</param>
/// <param name="Types">Short names of the types it asks for.</param>
/// <param name="Names">Explicit subscriptions by short name of the type.</param>
/// <param name="IsDelta">Whether it speaks delta even where others speak state of the world.</param>
/// <param name="IsGrpc">A proxyless gRPC client, which asks in its own order.</param>
public sealed record GoldenProxy(
    string Folder,
    ProxyNode Node,
    IReadOnlyList<string> Types,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Names,
    bool IsDelta,
    bool IsGrpc);
