using System.Net;
using Istiod.Debug;
using Istiod.Grpc;
using Microsoft.AspNetCore.Http;

namespace Istiod.Tests.Debug;

/// <summary>Who may read debug pages over HTTP. Expected cells: istiod: pilot/pkg/xds/debug.go:allowAuthenticatedOrLocalhost, AuthorizeDebugRequest.</summary>
public sealed class DebugAccessTests
{
    private const string Root = "istio-system";

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    public async Task Loopback_AnyPage_IsUnrestricted(string address)
    {
        DebugAccess access = new(static () => throw new InvalidOperationException("not asked"), static () => Root);

        Assert.Equal((200, null), await access.CheckAsync(From(address), "/debug/syncz"));
    }

    [Theory]
    [InlineData("", "/debug/config_dump", 401, null)]
    [InlineData("spiffe://td/ns/istio-system/sa/a", "/debug/syncz", 200, "istio-system")]
    [InlineData("spiffe://td/ns/kiali/sa/a", "/debug/syncz", 200, "kiali")]
    [InlineData("spiffe://td/ns/shop/sa/a", "/debug/syncz", 403, null)]
    [InlineData("spiffe://td/ns/shop/sa/a", "/debug/adsz", 403, null)]
    [InlineData("spiffe://td/ns/shop/sa/a", "/debug/ecdsz", 403, null)]
    [InlineData("spiffe://td/ns/shop/sa/a", "/debug/list", 403, null)]
    [InlineData("spiffe://td/ns/shop/sa/a", "/debug/pprof/heap", 403, null)]
    [InlineData("spiffe://td/ns/shop/sa/a", "/debug/config_dump", 200, "shop")]
    [InlineData("spiffe://td/ns/shop/sa/a", "/debug/ndsz", 200, "shop")]
    [InlineData("spiffe://td/ns/shop/sa/a", "/debug/edsz", 200, "shop")]
    [InlineData("no-spiffe-id", "/debug/config_dump", 403, null)]
    public async Task Caller_OfANamespace_GetsItsPages(string identity, string path, int status, string? caller)
    {
        DebugAccess access = new(() => new Fixed(identity), static () => Root) { AllowedNamespaces = new HashSet<string> { "kiali" } };

        Assert.Equal((status, caller), await access.CheckAsync(From("10.1.2.3"), path));
    }

    [Fact]
    public async Task Caller_WhereNamespacesDoNotCount_SeesAll()
    {
        DebugAccess access = new(static () => new Fixed("spiffe://td/ns/shop/sa/a"), static () => Root) { ChecksNamespace = false };

        Assert.Equal((200, null), await access.CheckAsync(From("10.1.2.3"), "/debug/syncz"));
    }

    [Fact]
    public async Task Caller_BeforeThereAreAuthenticators_IsUnknown()
    {
        DebugAccess access = new(static () => null, static () => Root);

        Assert.Equal((401, null), await access.CheckAsync(From("10.1.2.3"), "/debug/syncz"));
    }

    private static DefaultHttpContext From(string address)
    {
        DefaultHttpContext context = new();
        context.Connection.RemoteIpAddress = IPAddress.Parse(address);
        return context;
    }

    private sealed class Fixed(string identity) : IPeerAuthenticator
    {
        public ValueTask<PeerIdentity?> AuthenticateAsync(HttpContext context, CancellationToken cancellation) => identity.Length == 0
            ? throw new GrpcException(GrpcStatusCode.Unauthenticated, "authentication failure")
            : ValueTask.FromResult<PeerIdentity?>(new PeerIdentity([identity], "Fixed"));
    }
}
