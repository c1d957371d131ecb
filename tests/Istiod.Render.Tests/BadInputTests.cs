using System.Diagnostics;
using System.Text;
using Istiod.Config.Mesh;
using Istiod.Primitives;
using Istiod.Render.Tests.BadInput;

namespace Istiod.Render.Tests;

/// <summary>Whatever is in a file, what was good stays, what is wrong is told with its place, and nothing is thrown.</summary>
[Collection(AloneCollection.Name)]
public sealed class BadInputTests : IDisposable
{
    private const long MaxMemoryBytes = 600L << 20;

    private readonly WatchedMesh _mesh = new();

    public void Dispose() => _mesh.Dispose();

    [Fact]
    public void File_ThatCannotBeParsed_IsReportedAndItsLastGoodStateStays()
    {
        string before = _mesh.Views();
        Assert.Contains("victim", before, StringComparison.Ordinal);
        foreach ((string name, byte[] content) in BrokenFiles.All())
        {
            _mesh.Write(content);

            Assert.True(_mesh.Findings.Count > 0, $"{name}: no finding");
            Assert.All(_mesh.Findings, finding => Assert.Contains("b-case.yaml", finding.Path, StringComparison.Ordinal));
            Assert.All(_mesh.Findings, finding => Assert.NotEmpty(finding.Message));
            Assert.True(before == _mesh.Views(), $"{name}: the last good state did not stay");
        }

        _mesh.Write(WatchedMesh.Victim);
        Assert.Empty(_mesh.Findings);
        Assert.True(Process.GetCurrentProcess().PrivateMemorySize64 < (4L << 30));
        Assert.True(GC.GetTotalMemory(forceFullCollection: true) < MaxMemoryBytes);
    }

    [Fact]
    public void Object_ThatDoesNotFitItsKind_IsReportedAndItsLastGoodStateStays()
    {
        string before = _mesh.Views();
        List<string> wrong = [];
        foreach ((string text, string told) in WrongObjects.OfVictim)
        {
            _mesh.Write(text);
            Check(text, told, wrong);
            if (before != _mesh.Views())
            {
                wrong.Add($"last good state is gone: {text}");
            }

            _mesh.Write(WatchedMesh.Victim);
        }

        Assert.True(wrong.Count == 0, string.Join("\n---\n", wrong));
    }

    [Fact]
    public void Object_ThatMakesNoSense_IsReportedOrHarmless()
    {
        string before = _mesh.Views();
        List<string> wrong = [];
        foreach ((string text, string told) in WrongObjects.Others)
        {
            try
            {
                _mesh.Write(WatchedMesh.Victim + "\n---\n" + text);
                Check(text, told, wrong);
                Assert.Contains("victim", _mesh.Views(), StringComparison.Ordinal);
            }
            catch (InvalidOperationException thrown)
            {
                wrong.Add($"{text}\n{thrown}");
            }

            _mesh.Write(WatchedMesh.Victim);
            if (before != _mesh.Views())
            {
                wrong.Add($"did not recover from: {text}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join("\n---\n", wrong));
    }

    [Fact]
    public void List_OfAMillionNothings_IsReportedInFewWords()
    {
        StringBuilder text = new("apiVersion: v1\nkind: List\nitems: [{}");
        text.Insert(text.Length, ",{}", 900_000).Append(']');

        _mesh.Write(text.ToString());

        Assert.InRange(_mesh.Findings.Count, 1, 1100);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("- a")]
    [InlineData("text")]
    [InlineData("trustDomain: [a]")]
    [InlineData("proxyListenPort: high")]
    [InlineData("proxyListenPort: -1")]
    [InlineData("proxyListenPort: 99999999999")]
    [InlineData("connectTimeout: soon")]
    [InlineData("connectTimeout: 1ns1")]
    [InlineData("outboundTrafficPolicy: {mode: MAYBE}")]
    [InlineData("defaultConfig: {concurrency: many}")]
    [InlineData("defaultConfig: text")]
    [InlineData("extensionProviders: {a: b}")]
    [InlineData("extensionProviders: [{name: x, zipkin: text}]")]
    [InlineData("discoverySelectors: [text]")]
    [InlineData("localityLbSetting: {distribute: text}")]
    [InlineData("serviceSettings: [[]]")]
    [InlineData("enableTracing: perhaps")]
    [InlineData("a: &a [*a]")]
    public void MeshConfig_ThatIsWrong_IsRefusedWithAReason(string yaml)
    {
        bool isRead = MeshConfigReader.TryApply(
            Encoding.UTF8.GetBytes(yaml), "mesh.yaml", MeshDefaults.Mesh(), out _, out Finding? fault);

        Assert.False(isRead);
        Assert.Contains("mesh.yaml", fault?.Path ?? "", StringComparison.Ordinal);
        Assert.NotEmpty(fault?.Message ?? "");
    }

    [Theory]
    [InlineData("{")]
    [InlineData("networks: text")]
    [InlineData("networks: {n: text}")]
    [InlineData("networks: {n: {endpoints: text}}")]
    [InlineData("networks: {n: {gateways: [{port: x}]}}")]
    public void MeshNetworks_ThatAreWrong_AreRefusedWithAReason(string yaml)
    {
        bool isRead = MeshConfigReader.TryReadNetworks(Encoding.UTF8.GetBytes(yaml), "networks.yaml", out _, out Finding? fault);

        Assert.False(isRead);
        Assert.NotEmpty(fault?.Message ?? "");
    }

    private void Check(string text, string told, List<string> wrong)
    {
        _mesh.Views();
        if (told.Length == 0)
        {
            return;
        }

        foreach (Finding finding in _mesh.Findings)
        {
            if (finding.ToString().Contains(told, StringComparison.Ordinal) && finding.Path.Contains("b-case.yaml", StringComparison.Ordinal))
            {
                return;
            }
        }

        wrong.Add($"'{told}' is not told of:\n{text}\nfindings: {string.Join("; ", _mesh.Findings)}");
    }
}
