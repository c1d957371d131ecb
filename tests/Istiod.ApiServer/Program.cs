using System.Globalization;
using System.Runtime.InteropServices;
using Istiod.ApiServer;
using Istiod.Testing.ApiServer;

Arguments? arguments = Arguments.Parse(args, out string fault);
if (arguments is null)
{
    await Console.Error.WriteLineAsync($"{fault}\n{Arguments.Usage}");
    return 2;
}

ApiServerOptions options = new() { Port = arguments.Port, ChecksAccess = arguments.ChecksAccess };
await using TestApiServer server = await TestApiServer.StartAsync(options with { Namespaces = [.. options.Namespaces, .. arguments.Namespaces] });
server.ResolveServices((ns, name, port) =>
    arguments.Services.GetValueOrDefault(string.Create(CultureInfo.InvariantCulture, $"{ns}/{name}:{port}")));
foreach (string path in arguments.Data)
{
    string[] files = Directory.Exists(path)
        ? [.. Directory.EnumerateFiles(path, "*.y*ml", SearchOption.AllDirectories).Order(StringComparer.Ordinal)]
        : [path];
    foreach (string file in files)
    {
        int count = await server.ApplyYamlAsync(
            await File.ReadAllTextAsync(file),
            (tree, why) => Console.WriteLine($"refused: {tree["kind"]} {tree["metadata"]?["namespace"]}/{tree["metadata"]?["name"]}: {why.Message}"));
        Console.WriteLine($"{file}: {count} objects");
    }
}

if (arguments.Kubeconfig is { } kubeconfig)
{
    server.WriteKubeconfig(kubeconfig, server.Tokens.ForUser("kubernetes-admin", "system:masters"));
}

foreach ((string ns, string name, string directory) in arguments.Accounts)
{
    server.WriteServiceAccount(directory, ns, name, TimeSpan.FromDays(1));
}

foreach ((string ns, string name, string audience, string file) in arguments.Tokens)
{
    await File.WriteAllTextAsync(file, server.Tokens.ForAccount(ns, name, [audience], TimeSpan.FromDays(1)));
}

foreach ((string ns, string name, string audience, int count, string file) in arguments.ManyTokens)
{
    await using StreamWriter lines = new(file);
    for (int i = 0; i < count; i++)
    {
        await lines.WriteLineAsync(server.Tokens.ForAccount(ns, name, [audience], TimeSpan.FromDays(1)));
    }
}

await using StreamWriter? log = arguments.Requests is { } requests ? new StreamWriter(requests, append: true) { AutoFlush = true } : null;
if (log is not null)
{
    server.Requests.Recorded += record =>
    {
        lock (log)
        {
            log.WriteLine($"{record.User}\t{record.Summary}\t{record.Query}");
        }
    };
}

Console.WriteLine($"listening on {server.Address}");
TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
using PosixSignalRegistration term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
await ended.Task;
return 0;

void End(PosixSignalContext context)
{
    context.Cancel = true;
    ended.TrySetResult();
}
