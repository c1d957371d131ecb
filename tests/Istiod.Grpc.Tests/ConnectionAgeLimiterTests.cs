using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Time.Testing;

namespace Istiod.Grpc.Tests;

public sealed class ConnectionAgeLimiterTests
{
    private static readonly GrpcServerSettings Settings = new()
    {
        MaxConnectionAge = TimeSpan.FromSeconds(100),
        MaxConnectionAgeGrace = TimeSpan.FromSeconds(10),
    };

    private readonly FakeTimeProvider _time = new();

    [Theory]
    [InlineData(0.0, 90)]
    [InlineData(0.5, 100)]
    [InlineData(0.9999, 110)]
    public async Task Connection_AtItsAge_IsAskedToGoThenCut(double random, int age)
    {
        using ConnectionAgeLimiter limiter = new(Settings, _time, () => random);
        await using FakeConnection connection = new();
        TaskCompletionSource end = new();
        Task run = limiter.RunAsync(connection, _ => end.Task);
        Pass(age - 1);
        Assert.Equal((0, 0), (connection.Asked, connection.Cut));
        Pass(1);
        Assert.Equal((1, 0), (connection.Asked, connection.Cut));
        Pass(9);
        Assert.Equal(0, connection.Cut);
        Pass(1);
        Assert.Equal((1, 1), (connection.Asked, connection.Cut));
        end.SetResult();
        await run;
        Assert.Equal(0, limiter.Count);
    }

    [Fact]
    public async Task Connection_ThatEndsBefore_IsForgotten()
    {
        using ConnectionAgeLimiter limiter = new(Settings, _time, () => 0.5);
        await using FakeConnection connection = new();
        await limiter.RunAsync(connection, _ => Task.CompletedTask);
        Pass(2000);
        Assert.Equal((0, 0, 0), (connection.Asked, connection.Cut, limiter.Count));
    }

    [Fact]
    public async Task Connection_ThatGoesWhenAsked_IsNotCut()
    {
        using ConnectionAgeLimiter limiter = new(Settings, _time, () => 0.5);
        await using FakeConnection connection = new();
        TaskCompletionSource end = new();
        Task run = limiter.RunAsync(connection, _ => end.Task);
        Pass(101);
        end.SetResult();
        await run;
        Pass(1000);
        Assert.Equal((1, 0), (connection.Asked, connection.Cut));
    }

    [Fact]
    public void Limit_Infinite_IsOff()
    {
        using ConnectionAgeLimiter limiter = new(new GrpcServerSettings(), _time);
        Assert.False(limiter.IsActive);
    }

    private void Pass(int seconds)
    {
        for (int i = 0; i < seconds; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    private sealed class FakeConnection : DefaultConnectionContext, IConnectionLifetimeNotificationFeature
    {
        public FakeConnection() => Features.Set<IConnectionLifetimeNotificationFeature>(this);

        public int Asked { get; private set; }

        public int Cut { get; private set; }

        public CancellationToken ConnectionClosedRequested { get; set; }

        public void RequestClose() => Asked++;

        public override void Abort(ConnectionAbortedException abortReason) => Cut++;
    }
}
