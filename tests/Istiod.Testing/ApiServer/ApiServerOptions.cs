using System.Net;
using System.Net.Sockets;

namespace Istiod.Testing.ApiServer;

/// <summary>How a <see cref="TestApiServer"/> behaves.</summary>
public sealed record ApiServerOptions
{
    /// <summary>Port on loopback; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>Where it listens; its certificate names this address beside loopback.</summary>
    public IPAddress Listen { get; init; } = IPAddress.Loopback;

    /// <summary>Makes the sockets that it listens on, and those with which it calls webhooks: of another network, maybe.</summary>
    public Func<AddressFamily, Socket> NewSocket { get; init; } = static family => new Socket(family, SocketType.Stream, ProtocolType.Tcp);

    /// <summary>TLS with the double's own authority; else plain HTTP.</summary>
    public bool UsesTls { get; init; } = true;

    /// <summary>Without TLS: HTTP/2 by prior knowledge instead of HTTP/1.1.</summary>
    public bool IsPlainHttp2 { get; init; }

    /// <summary>Whether requests need credentials and RBAC rights; else everybody is an administrator.</summary>
    public bool ChecksAccess { get; init; }

    /// <summary>Whether stored webhook configurations are called on writes.</summary>
    public bool CallsWebhooks { get; init; } = true;

    /// <summary>Whether watches can begin with <c>sendInitialEvents</c>; else they are refused (422), as older servers do.</summary>
    public bool HasWatchList { get; init; } = true;

    /// <summary>Clock of timestamps, token lifetimes, bookmarks and time limits.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Events kept for each resource; older ones answer 410.</summary>
    public int HistoryLength { get; init; } = 20_000;

    /// <summary>Events that a slow watcher may fall behind before its watch is ended.</summary>
    public int WatchBuffer { get; init; } = 50_000;

    /// <summary>Pause between bookmarks.</summary>
    public TimeSpan BookmarkInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Length of watches that name none.</summary>
    public TimeSpan WatchTimeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Largest body of a request, in bytes; the API server's own limit.</summary>
    public int MaxBodyBytes { get; init; } = 3 * 1024 * 1024;

    /// <summary>Namespaces that are there from the start.</summary>
    public IReadOnlyList<string> Namespaces { get; init; } = ["default", "kube-node-lease", "kube-public", "kube-system"];

    /// <summary>Issuer of service account tokens, and the audience of the API itself.</summary>
    public string Issuer { get; init; } = "https://kubernetes.default.svc.cluster.local";

    /// <summary>Signers beside <c>kubernetes.io/*</c> whose approved requests the double signs.</summary>
    public IReadOnlyList<string> Signers { get; init; } = [];

    /// <summary>What <c>/version</c> tells, e.g. <c>1.34</c>.</summary>
    public string KubernetesVersion { get; init; } = "1.34";
}
