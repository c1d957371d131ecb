using System.Text;

namespace Istiod.Kubernetes.Tests;

public sealed class ClusterConfigTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Find_FlagAndVariable_FlagWins()
    {
        ClusterConfig found = new ClusterConfigSearch
        {
            KubeconfigFile = Kubeconfig("flag", "https://flag:1"),
            KubeconfigFiles = Kubeconfig("variable", "https://variable:1"),
        }.Find();

        Assert.Equal("flag", found.Server.Host);
    }

    [Fact]
    public void Find_FilesThatAreNotThere_GoesInCluster()
    {
        File.WriteAllText(Path.Combine(_folder, "token"), "secret");

        ClusterConfig found = new ClusterConfigSearch
        {
            KubeconfigFile = Path.Combine(_folder, "absent"),
            KubeconfigFiles = Path.Combine(_folder, "remote", "config"),
            ServiceHost = "fd00::1",
            ServicePort = "443",
            ServiceAccountFolder = _folder,
            Home = _folder,
        }.Find();

        Assert.Equal("https://[fd00::1]/", found.Server.ToString());
        Assert.Equal("secret"u8.ToArray(), found.Token?.Read(TimeProvider.System).ToArray());
    }

    [Fact]
    public void Find_NothingElse_ReadsTheHomeFolder()
    {
        Directory.CreateDirectory(Path.Combine(_folder, ".kube"));
        File.Move(Kubeconfig("x", "https://home:6443/base"), Path.Combine(_folder, ".kube", "config"));

        Assert.Equal("/base", new ClusterConfigSearch { Home = _folder }.Find().Server.AbsolutePath);
    }

    [Fact]
    public void Find_Nothing_SaysSo() =>
        Assert.Throws<ClusterConfigException>(() => new ClusterConfigSearch { Home = _folder }.Find());

    [Fact]
    public void Find_SeveralFiles_FirstThatNamesAThingCounts()
    {
        string users = Path.Combine(_folder, "users");
        File.WriteAllText(users, "users: [{name: u, user: {tokenFile: token}}]\nclusters: [{name: c, cluster: {server: 'https://first:1'}}]\n");
        File.WriteAllText(Path.Combine(_folder, "token"), "t");

        ClusterConfig found = new ClusterConfigSearch { KubeconfigFiles = users + ":" + Kubeconfig("rest", "https://second:1") }.Find();

        Assert.Equal("first", found.Server.Host);
        Assert.Equal("t"u8.ToArray(), found.Token?.Read(TimeProvider.System).ToArray()); // relative to its own file
    }

    [Theory]
    [InlineData("exec: {command: sh, args: [-c, id]}")]
    [InlineData("auth-provider: {name: gcp}")]
    [InlineData("tokenFile: /etc/passwd")]
    [InlineData("client-certificate: /etc/passwd")]
    [InlineData("client-key: /etc/passwd")]
    public void Remote_UserThatRunsOrReads_IsRefused(string user) =>
        Assert.Throws<ClusterConfigException>(() => RemoteKubeconfig.Read(Encoding.UTF8.GetBytes(Text("https://remote:1", user)), "a"));

    [Theory]
    [InlineData("certificate-authority: /etc/passwd")]
    [InlineData("insecure-skip-tls-verify: true")]
    public void Remote_ClusterThatReadsOrTrustsAll_IsRefused(string cluster)
    {
        string text = Text("https://remote:1", "token: t").Replace("server:", cluster + ", server:", StringComparison.Ordinal);

        Assert.Throws<ClusterConfigException>(() => RemoteKubeconfig.Read(Encoding.UTF8.GetBytes(text), "a"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("clusters: [")]
    [InlineData("current-context: x")]
    [InlineData("a: &a [*a]")]
    public void Remote_BrokenText_IsRefused(string text) =>
        Assert.Throws<ClusterConfigException>(() => RemoteKubeconfig.Read(Encoding.UTF8.GetBytes(text), "a"));

    [Fact]
    public void Remote_TokenAndData_AreRead()
    {
        ClusterConfig read = RemoteKubeconfig.Read(
            Encoding.UTF8.GetBytes(Text("https://remote:6443", "token: t").Replace("server:", "certificate-authority-data: YWJj, server:", StringComparison.Ordinal)),
            "a");

        Assert.Equal("abc"u8.ToArray(), read.Authorities?.Read(TimeProvider.System).ToArray());
        Assert.Equal("t"u8.ToArray(), read.Token?.Read(TimeProvider.System).ToArray());
    }

    private static string Text(string server, string user) =>
        $$"""
        apiVersion: v1
        kind: Config
        current-context: x
        contexts: [{name: x, context: {cluster: c, user: u} }]
        clusters: [{name: c, cluster: {server: '{{server}}'} }]
        users: [{name: u, user: { {{user}} } }]
        """;

    private string Kubeconfig(string name, string server)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, Text(server, "token: t"));
        return path;
    }
}
