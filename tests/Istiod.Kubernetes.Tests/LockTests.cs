using System.Text;
using Istiod.Primitives;
using Microsoft.AspNetCore.Http;

namespace Istiod.Kubernetes.Tests;

public sealed class LockTests
{
    private static readonly DateTimeOffset s_time = new(2026, 11, 24, 1, 2, 3, 456, TimeSpan.Zero);

    private static readonly LeaderRecord s_record = new()
    {
        HolderIdentity = "istiod-1",
        HolderKey = "default",
        LeaseDurationSeconds = 30,
        AcquireTime = s_time,
        RenewTime = s_time,
        LeaderTransitions = 2,
    };

    [Fact]
    public async Task ConfigMapLock_Create_WritesWhatTheReferenceReads()
    {
        (string body, LeaderRecord? read) = await RoundTripAsync(o => new ConfigMapLock(o, new NamespacedName("istio-system", "istio-leader")));

        Assert.Contains(
            "\\u0022holderIdentity\\u0022:\\u0022istiod-1\\u0022,\\u0022holderKey\\u0022:\\u0022default\\u0022,\\u0022leaseDurationSeconds\\u0022:30,"
            + "\\u0022acquireTime\\u0022:\\u00222026-11-24T01:02:03Z\\u0022,\\u0022renewTime\\u0022:\\u00222026-11-24T01:02:03Z\\u0022,\\u0022leaderTransitions\\u0022:2}",
            body,
            StringComparison.Ordinal);
        DateTimeOffset second = new(2026, 11, 24, 1, 2, 3, TimeSpan.Zero);
        Assert.Equal(s_record with { AcquireTime = second, RenewTime = second }, read);
    }

    [Fact]
    public async Task Lease_Create_WritesWhatTheReferenceReads()
    {
        (string body, LeaderRecord? read) = await RoundTripAsync(o => new Lease(o, new NamespacedName("istio-system", "istio-gateway-status-leader-default")));

        Assert.Contains("\"leader.istio.io/holder-key\":\"default\"", body, StringComparison.Ordinal);
        Assert.Contains(
            "\"spec\":{\"holderIdentity\":\"istiod-1\",\"leaseDurationSeconds\":30,\"acquireTime\":\"2026-11-24T01:02:03.456000Z\","
            + "\"renewTime\":\"2026-11-24T01:02:03.456000Z\",\"leaseTransitions\":2}",
            body,
            StringComparison.Ordinal);
        Assert.Equal(s_record, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"holderIdentity\":5,\"renewTime\":\"soon\"}")]
    public void ConfigMapLock_BrokenRecord_IsAnEmptyOne(string text) => Assert.Equal(new LeaderRecord(), ConfigMapLock.Parse(text));

    private static async Task<(string Body, LeaderRecord? Read)> RoundTripAsync(Func<ObjectWriter, ILeaderLock> make)
    {
        string body = "";
        await using ScriptedServer server = await ScriptedServer.StartAsync(async context =>
        {
            if (context.Request.Method == "POST")
            {
                using StreamReader reader = new(context.Request.Body, Encoding.UTF8);
                body = await reader.ReadToEndAsync();
            }

            context.Response.StatusCode = body.Length == 0 ? 404 : 200;
            await context.Response.WriteAsync(body.Length == 0 ? Json.Status(404, "NotFound") : body);
        });
        using ClusterConnection connection = server.Connect(new EagerTime());
        ILeaderLock leader = make(new ObjectWriter(connection, new EagerTime()));
        Assert.Null(await leader.GetAsync(CancellationToken.None));
        await leader.CreateAsync(s_record, CancellationToken.None);
        return (body, await leader.GetAsync(CancellationToken.None));
    }
}
