using System.Diagnostics;
using Istiod.Testing.ApiServer;

namespace Istiod.Testing.Tests;

/// <summary>Debian's kubectl against the double. Without kubectl there is nothing to try and the tests end at once.</summary>
public sealed class KubectlTests : IDisposable
{
    private const string Program = "/usr/bin/kubectl";
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("kubectl-");

    [Fact]
    public async Task Kubectl_AppliesPatchesWatchesAndDeletes()
    {
        if (!File.Exists(Program))
        {
            return;
        }

        await using TestApiServer server = await TestApiServer.StartAsync(new ApiServerOptions { ChecksAccess = true });
        server.WriteKubeconfig(Path.Combine(_home.FullName, "config"), server.Tokens.ForUser("admin", "system:masters"));
        string file = Path.Combine(_home.FullName, "objects.yaml");
        await File.WriteAllTextAsync(file, """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: cm}
            data: {a: "1"}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: svc}
            spec: {ports: [{port: 80, name: http}]}
            """);

        Assert.Equal("configmap/cm created\nservice/svc created\n", await RunAsync("apply", "-f", file));
        Assert.Equal("configmap/cm unchanged\nservice/svc unchanged\n", await RunAsync("apply", "-f", file));
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file)).Replace("port: 80", "port: 81", StringComparison.Ordinal));
        Assert.Equal("configmap/cm unchanged\nservice/svc configured\n", await RunAsync("apply", "-f", file));
        Assert.Equal("81", await RunAsync("get", "svc", "svc", "-o", "jsonpath={.spec.ports[*].port}"));
        Assert.Equal("configmap/cm patched\n", await RunAsync("patch", "cm", "cm", "-p", """{"data":{"b":"2"}}"""));
        Assert.Equal("""{"a":"1","b":"2"}""", await RunAsync("get", "cm", "cm", "-o", "jsonpath={.data}"));
        Assert.StartsWith("NAME", await RunAsync("get", "cm"), StringComparison.Ordinal);
        Assert.Equal("configmap/cm serverside-applied\nservice/svc serverside-applied\n", await RunAsync("apply", "--server-side", "--force-conflicts", "-f", file));

        Task<string> wait = RunAsync("wait", "--for=delete", "cm/cm", "--timeout=20s");
        while (server.WatchCount("v1", "ConfigMap") == 0 && !wait.IsCompleted)
        {
            await Task.Delay(10); // kubectl is not watching yet
        }

        Assert.Equal("configmap \"cm\" deleted\nservice \"svc\" deleted\n", await RunAsync("delete", "-f", file));
        Assert.Contains("condition met", await wait, StringComparison.Ordinal);
        Assert.Contains(server.Requests.All, r => r.Verb == "watch" && r.Resource == "configmaps");
    }

    public void Dispose() => _home.Delete(recursive: true);

    private async Task<string> RunAsync(params string[] arguments)
    {
        ProcessStartInfo start = new(Program) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["KUBECONFIG"] = Path.Combine(_home.FullName, "config");
        start.Environment["HOME"] = _home.FullName;
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"kubectl {string.Join(' ', arguments)}: {await errors}");
        return output;
    }
}
