using Istiod.Load.Client;
using Istiod.Load.Files;
using Istiod.Load.Runs;
using Istiod.Load.Serve;

namespace Istiod.Load;

/// <summary>Entry point: each verb is one measurement, or makes what one needs.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        if (args.Length == 0)
        {
            return Usage();
        }

        Options options = new(args.AsSpan(1));
        switch (args[0])
        {
            case "generate":
                LoadFiles.Generate(options.Text("out", "load"), Mesh.From(options));
                return 0;
            case "nodes":
                ProxyNodes.WriteFile(options.Text("out", "nodes.json"), Mesh.From(options), options.Number("first", 1));
                return 0;
            case "authority":
                LoadAuthority.Write(options.Text("out", "ca"));
                return 0;
            case "certificates":
                return await CertificateRun.RunAsync(options);
            case "handshakes":
                return await HandshakeRun.RunAsync(options);
            case "run":
                return await LoadRun.RunAsync(options);
            case "inject":
                return await InjectionRun.RunAsync(options);
            case "serve":
                await SyntheticServer.RunAsync(options);
                return 0;
            default:
                return Usage();
        }
    }

    private static int Usage()
    {
        Console.Error.WriteLine(
            """
            istiod-load generate --out DIR [--services 1000] [--proxies 1000] [--mixed]
                Writes the load as YAML, one object a file.
            istiod-load nodes --out FILE [--first 1] [--services 1000] [--proxies 1000] [--mixed]
                Writes the nodes of the first proxies, for `pilot-discovery render --proxy FILE`.
            istiod-load run --server HOST:PORT [--pid SERVER] [--streams 1000] [--sotw] [--mixed] [--services 1000]
                [--files DIR | --control HOST:PORT] [--endpoint-changes N] [--route-changes N]
                [--churn-ms 50 --churn-seconds 30] [--report FILE] [--timeout SECONDS] [--hold SECONDS] [--rendered FILE]
                Loads proxies, then measures changes; --files says where the server reads what `generate` wrote,
                --control where a `serve` listens, --rendered (`render -o binary` of `nodes`, after the last change) what the
                first proxies hold. --tls DIR: over TLS, each proxy with a certificate of the authority in DIR; --restart COMMAND:
                at the end the server is killed and started by COMMAND.
            istiod-load authority --out DIR
                A CA of RSA-2048, as istiod reads it from ROOT_CA_DIR.
            istiod-load certificates --server HOST:PORT [--pid SERVER] --token FILE | --tokens FILE | --tls DIR [--callers 8] [--seconds 10]
                Asks for certificates; --tokens: a line is a token, each is used once.
            istiod-load handshakes --server HOST:PORT [--pid SERVER] [--tls DIR] [--callers 4] [--seconds 10]
                Full handshakes, without a client certificate or with one.
            istiod-load inject --server HOST:PORT [--pid SERVER] [--callers 1] [--count 500] [--quiet 5] [--review FILE]
                Sends the review of a pod to the injector over HTTPS, --count times on each of --callers connections; --quiet is how
                many seconds later the memory after is read.
            istiod-load serve [--port 15010] [--control 15099] [--services 1000]
                An xDS server with made-up resources of the load's size: protocol and sockets without translation.
            """);
        return 2;
    }
}
