using System.Net;
using System.Net.Sockets;

namespace Istiod.Aot.Tests;

/// <summary>Wrong flags, files and settings: one clear line, exit code 255, never a crash.</summary>
[Collection(BinaryCollection.Name)]
public sealed class BadStartTests(PublishedBinary binary)
{
    [Theory]
    [InlineData("no such file or directory", "--configDir", "/nonexistent")]
    [InlineData("needs --configDir")]
    [InlineData("invalid port", "--configDir", "samples/shop", "--httpAddr", "127.0.0.1:1a")]
    [InlineData("missing port in address", "--configDir", "samples/shop", "--httpAddr", "8080")]
    [InlineData("invalid output level 'loud'", "--configDir", "samples/shop", "--log_output_level", "ads:loud")]
    [InlineData("minimum TLS version: 1.1 is not supported", "--configDir", "samples/shop", "--tls-min-version", "1.1")]
    [InlineData("cipher suite NULL not supported", "--configDir", "samples/shop", "--tls-cipher-suites", "NULL")]
    [InlineData("only accepts positive duration", "--configDir", "samples/shop", "--keepaliveMaxServerConnectionAge=-1s")]
    [InlineData("More than one cluster alias", "--configDir", "samples/shop", "--clusterAliases", "a=c,b=c")]
    [InlineData("parsing \"x\": invalid syntax", "--configDir", "samples/shop", "--profile=x")]
    [InlineData("accepts 0 arg(s), received 1", "--configDir", "samples/shop", "extra")]
    public void Discovery_WrongFlags_EndWith255(string message, params string[] flags)
    {
        string[] ports = ["--monitoringAddr", "127.0.0.1:0", "--grpcAddr", "127.0.0.1:0", "--secureGRPCAddr", "127.0.0.1:0", "--httpsAddr", "127.0.0.1:0"];
        string[] http = flags.Contains("--httpAddr") ? [] : ["--httpAddr", "127.0.0.1:0"];
        (int code, string output) = PublishedBinary.Execute(binary.Path, ["discovery", "--registries", "File", .. ports, .. http, .. flags]);
        Assert.Equal(255, code);
        Assert.Contains(message, output, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("foo: [", "mesh.yaml:")]
    [InlineData("rootNamespace: 5", "rootNamespace")]
    [InlineData("- a", "an object is needed")]
    public void Discovery_WrongMeshFile_EndsWith255(string mesh, string message)
    {
        string file = Path.Combine(Directory.CreateTempSubdirectory("mesh-").FullName, "mesh.yaml");
        File.WriteAllText(file, mesh);
        (int code, string output) = PublishedBinary.Execute(
            binary.Path, "discovery", "--registries", "File", "--configDir", "samples/shop", "--meshConfig", file, "--httpAddr", "127.0.0.1:0");
        Assert.Equal(255, code);
        Assert.Contains(message, output, StringComparison.Ordinal);
    }

    [Fact]
    public void Discovery_PortInUse_EndsWith255()
    {
        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        (int code, string output) = PublishedBinary.Execute(
            binary.Path, "discovery", "--registries", "File", "--configDir", "samples/shop", "--httpAddr", taken.LocalEndpoint.ToString() ?? "");
        Assert.Equal(255, code);
        Assert.Contains("address already in use", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no pod nosuch.shop", "--files", "samples/shop", "--proxy", "nosuch.shop")]
    [InlineData("no valid IP address", "--files", "samples/shop", "--proxy", "sidecar~bad~x.y~z")]
    [InlineData("missing parts in the service node", "--files", "samples/shop", "--proxy", "a~b")]
    [InlineData("no such file or directory", "--files", "/nonexistent", "--proxy", "a.b")]
    [InlineData("unknown type xyz", "--files", "samples/shop", "--all-proxies", "--type", "xyz")]
    [InlineData("--files and one of", "--all-proxies")]
    public void Render_WrongInput_EndsWith255(string message, params string[] flags)
    {
        (int code, string output) = PublishedBinary.Execute(binary.Path, ["render", .. flags]);
        Assert.Equal(255, code);
        Assert.Contains(message, output, StringComparison.Ordinal);
    }
}
