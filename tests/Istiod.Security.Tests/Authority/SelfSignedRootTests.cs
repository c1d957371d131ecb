using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Istiod.Security.Tests.Authority;

public class SelfSignedRootTests
{
    private static readonly SelfSignedOptions Options = new() { Organization = "cluster.local", HasJitter = false };

    private readonly FakeTimeProvider _time = TestPki.Clock();
    private readonly MemoryKeyStore _store = new();

    [Fact]
    public async Task Load_EmptyStore_CreatesTheSecretAsTheReferenceShapesIt()
    {
        SigningBundle bundle = await Root().LoadAsync(CancellationToken.None);

        StoredSecret secret = (await _store.ReadAsync("istio-ca-secret", CancellationToken.None))!;
        Assert.Equal("istio.io/ca-root", secret.Type);
        Assert.Equal(["ca-cert.pem", "ca-key.pem", "cert-chain.pem", "key.pem", "root-cert.pem"], secret.Data.Keys.Order(StringComparer.Ordinal));
        Assert.Null(secret.Data["cert-chain.pem"]);
        Assert.Null(secret.Data["key.pem"]);
        Assert.Equal(bundle.CertificatePem, secret.Text("ca-cert.pem"));
        Assert.Equal(bundle.CertificatePem, secret.Text("root-cert.pem"));
        Assert.StartsWith("-----BEGIN RSA PRIVATE KEY-----\n", secret.Text("ca-key.pem"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Load_TwoReplicasAtOnce_HaveOneRoot()
    {
        SigningBundle? first = null;
        MemoryKeyStore shared = new();
        shared.Before = operation =>
        {
            // the second replica creates between the first one's read and create
            if (operation == "create" && first is null)
            {
                shared.Before = null;
                first = new SelfSignedRoot(shared, Options, _time, NullLogger.Instance).LoadAsync(CancellationToken.None).GetAwaiter().GetResult();
            }
        };

        SigningBundle second = await new SelfSignedRoot(shared, Options, _time, NullLogger.Instance).LoadAsync(CancellationToken.None);

        Assert.Equal(first!.CertificatePem, second.CertificatePem);
    }

    [Fact]
    public async Task Load_StoreOutOfReach_TriesAgainAndGivesUpAfterTwentyMinutes()
    {
        _store.Before = static _ => throw new IOException("connection refused");
        Task<SigningBundle> loading = Root().LoadAsync(CancellationToken.None);
        for (int i = 0; i < 200 && !loading.IsCompleted; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(15));
            await Task.Yield();
        }

        await Assert.ThrowsAsync<IOException>(() => loading);
        Assert.InRange(_time.GetUtcNow() - TestPki.Start, TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(50));
    }

    [Fact]
    public async Task Load_StoreComesBack_Succeeds()
    {
        int calls = 0;
        _store.Before = _ =>
        {
            if (++calls <= 3)
            {
                throw new IOException("connection refused");
            }
        };
        Task<SigningBundle> loading = Root().LoadAsync(CancellationToken.None);
        while (!loading.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.NotEmpty((await loading).RootsPem);
    }

    [Theory]
    [InlineData(false, "istio-ca-secret")]
    [InlineData(true, "cacerts")]
    public async Task Load_UsesCacertsIfTold(bool usesCacerts, string name)
    {
        SelfSignedRoot root = Root(Options with { UsesCacerts = usesCacerts });
        await root.LoadAsync(CancellationToken.None);

        Assert.Equal(name, root.SecretName);
        StoredSecret secret = (await _store.ReadAsync(name, CancellationToken.None))!;
        Assert.Equal(usesCacerts, secret.Data.ContainsKey("istio-generated"));
    }

    [Fact]
    public async Task Load_BothSecrets_TheUsualOneWins()
    {
        SigningBundle usual = await Root().LoadAsync(CancellationToken.None);
        SelfSignedRoot other = Root(Options with { UsesCacerts = true });

        Assert.Equal(usual.CertificatePem, (await other.LoadAsync(CancellationToken.None)).CertificatePem);
        Assert.Equal("istio-ca-secret", other.SecretName);
    }

    [Fact]
    public async Task Load_MoreRoots_AreHandedOutBehindTheOwn()
    {
        string more = TestPki.SelfSigned(_time).CertificatePem;
        SigningBundle bundle = await Root(Options with { MoreRoots = () => more }).LoadAsync(CancellationToken.None);

        Assert.Equal(bundle.CertificatePem + more, bundle.RootsPem);
    }

    [Fact]
    public async Task Rotation_InTheLastFifth_KeepsKeyNameAndStoredRoot()
    {
        (SelfSignedRoot root, CertificateAuthority authority, RootRotator rotator) = await StartAsync();
        SigningBundle old = authority.Bundle;
        string stored = (await _store.ReadAsync(root.SecretName, CancellationToken.None))!.Text("root-cert.pem");

        _time.SetUtcNow(TestPki.Start.AddDays(3650 * 0.8).AddSeconds(-1));
        Assert.False(await rotator.CheckAsync(CancellationToken.None));
        IReadOnlyList<string> last = Issue(authority);
        _time.SetUtcNow(TestPki.Start.AddDays(3650 * 0.8).AddSeconds(1));
        Assert.True(await rotator.CheckAsync(CancellationToken.None));

        using X509Certificate2 oldRoot = TestPki.Parse(old.CertificatePem);
        using X509Certificate2 newRoot = TestPki.Parse(authority.Bundle.CertificatePem);
        Assert.Equal(oldRoot.PublicKey.ExportSubjectPublicKeyInfo(), newRoot.PublicKey.ExportSubjectPublicKeyInfo());
        Assert.Equal(oldRoot.Subject, newRoot.Subject);
        Assert.Equal(_time.GetUtcNow().AddDays(3650).UtcDateTime, newRoot.NotAfter.ToUniversalTime(), TimeSpan.FromSeconds(1));
        StoredSecret secret = (await _store.ReadAsync(root.SecretName, CancellationToken.None))!;
        Assert.Equal(authority.Bundle.CertificatePem, secret.Text("ca-cert.pem"));
        Assert.Equal(stored, secret.Text("root-cert.pem"));

        // what was issued shortly before under the old root is good under the new one, and the reverse
        using X509Certificate2 before = TestPki.Parse(last[0]);
        using X509Certificate2 after = TestPki.Parse(Issue(authority)[0]);
        Assert.True(Certificates.CertificateChains.IsTrusted(before, [], [newRoot], isClient: true, _time.GetUtcNow(), out _));
        Assert.True(Certificates.CertificateChains.IsTrusted(after, [], [oldRoot], isClient: true, _time.GetUtcNow(), out _));
    }

    [Fact]
    public async Task Rotation_ByAnotherReplica_IsTakenOver()
    {
        (_, CertificateAuthority mine, RootRotator myRotator) = await StartAsync();
        (_, CertificateAuthority theirs, RootRotator theirRotator) = await StartAsync();
        _time.SetUtcNow(TestPki.Start.AddDays(3650 * 0.9));

        Assert.True(await theirRotator.CheckAsync(CancellationToken.None));
        Assert.True(await myRotator.CheckAsync(CancellationToken.None));

        Assert.Equal(theirs.Bundle.CertificatePem, mine.Bundle.CertificatePem);
        Assert.False(await myRotator.CheckAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Rotation_LosesTheRace_TakesWhatTheWinnerWrote()
    {
        (_, CertificateAuthority mine, RootRotator myRotator) = await StartAsync();
        (_, CertificateAuthority theirs, RootRotator theirRotator) = await StartAsync();
        _time.SetUtcNow(TestPki.Start.AddDays(3650 * 0.9));
        _store.Before = operation =>
        {
            if (operation == "update")
            {
                _store.Before = null;
                theirRotator.CheckAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();
            }
        };

        Assert.True(await myRotator.CheckAsync(CancellationToken.None));

        Assert.Equal(theirs.Bundle.CertificatePem, mine.Bundle.CertificatePem);
    }

    [Fact]
    public async Task Rotator_Runs_ChecksAtEachInterval()
    {
        (_, CertificateAuthority authority, RootRotator rotator) = await StartAsync();
        string old = authority.Bundle.CertificatePem;
        using CancellationTokenSource stop = new();
        Task running = rotator.RunAsync(0, stop.Token);
        _time.Advance(TimeSpan.FromDays(3000));
        for (int i = 0; i < 1000 && authority.Bundle.CertificatePem == old; i++)
        {
            await Task.Yield();
            _time.Advance(TimeSpan.FromHours(1));
        }

        Assert.NotEqual(old, authority.Bundle.CertificatePem);
        await stop.CancelAsync();
        await running;
    }

    private static IReadOnlyList<string> Issue(CertificateAuthority authority) =>
        authority.Issue(new IssueOrder(TestPki.EcRequest(), [TestPki.Identity], TimeSpan.FromHours(1), ""));

    private SelfSignedRoot Root(SelfSignedOptions? options = null) => new(_store, options ?? Options, _time, NullLogger.Instance);

    private async Task<(SelfSignedRoot Root, CertificateAuthority Authority, RootRotator Rotator)> StartAsync()
    {
        SelfSignedRoot root = Root();
        CertificateAuthority authority = new(await root.LoadAsync(CancellationToken.None), CertificateLifetimes.Usual, _time);
        return (root, authority, new RootRotator(authority, root, _store, Options, _time, NullLogger.Instance));
    }
}
