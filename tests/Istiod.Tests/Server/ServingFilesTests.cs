using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Istiod.Security;
using Istiod.Server;
using Microsoft.Extensions.Logging.Abstractions;

namespace Istiod.Tests.Server;

public sealed class ServingFilesTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private readonly string _folder = Directory.CreateTempSubdirectory("serving-files-").FullName;
    private readonly ServingCertificate _serving = new();
    private readonly TrustBundle _trust = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Files_WhenStarted_AreServed()
    {
        (string chain, _) = Swap("v1", "one");
        using ServingFiles files = Start();

        Assert.Equal(chain, _serving.ChainPem);
        Assert.Equal(chain, _trust.Current.RootsPem);
    }

    [Fact]
    public async Task Files_SwappedLikeAMountedSecret_AreServedInstead()
    {
        Swap("v1", "one");
        TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using ServingFiles files = Start();
        _serving.Changed += () => changed.TrySetResult();

        (string chain, _) = Swap("v2", "two");
        await changed.Task.WaitAsync(s_patience);

        Assert.Equal(chain, _serving.ChainPem);
        Assert.Equal(chain, _trust.Current.RootsPem);
    }

    [Fact]
    public async Task Files_ThatDoNotFit_LeaveWhatIsServed()
    {
        Swap("v1", "one");
        TaskCompletionSource roots = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using ServingFiles files = Start();
        string before = _serving.ChainPem;
        _trust.Changed += () => roots.TrySetResult();

        Swap("v2", "two", breaksKey: true);
        await roots.Task.WaitAsync(s_patience);

        Assert.Equal(before, _serving.ChainPem);
    }

    [Theory]
    [InlineData("tls.crt")]
    [InlineData("tls.key")]
    [InlineData("ca.crt")]
    public void Files_OneMissing_ServeNothing_AndDoNotFailTheStart(string missing)
    {
        Swap("v1", "one");
        File.Delete(Path.Combine(_folder, missing));
        using ServingFiles files = Start();

        Assert.Null(_serving.Current);
    }

    private ServingFiles Start()
    {
        ServingFiles files = new(Path.Combine(_folder, "tls.crt"), Path.Combine(_folder, "tls.key"), Path.Combine(_folder, "ca.crt"));
        files.Start(_serving, _trust, TimeProvider.System, NullLogger.Instance);
        return files;
    }

    // What the kubelet does.
    private (string Chain, string Key) Swap(string version, string name, bool breaksKey = false)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using ECDsa other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        DateTimeOffset now = DateTimeOffset.UtcNow;
        using X509Certificate2 certificate = new CertificateRequest("CN=" + name, key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(now.AddHours(-1), now.AddHours(1));
        string chain = certificate.ExportCertificatePem() + "\n";
        string keyPem = (breaksKey ? other : key).ExportPkcs8PrivateKeyPem() + "\n";
        string folder = Path.Combine(_folder, ".." + version);
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "tls.crt"), chain);
        File.WriteAllText(Path.Combine(folder, "tls.key"), keyPem);
        File.WriteAllText(Path.Combine(folder, "ca.crt"), chain);
        string link = Path.Combine(_folder, "..data");
        Directory.CreateSymbolicLink(link + "_tmp", ".." + version);
        if (Directory.Exists(link))
        {
            Directory.Move(link, Path.Combine(_folder, "..before-" + version));
        }

        Directory.Move(link + "_tmp", link);
        foreach (string file in (string[])["tls.crt", "tls.key", "ca.crt"])
        {
            if (!File.Exists(Path.Combine(_folder, file)))
            {
                File.CreateSymbolicLink(Path.Combine(_folder, file), Path.Combine("..data", file));
            }
        }

        return (chain, keyPem);
    }
}
