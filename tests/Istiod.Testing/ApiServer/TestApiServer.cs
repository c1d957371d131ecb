using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using System.Text.Json.Nodes;
using Istiod.Testing.ApiServer.Access;
using Istiod.Testing.ApiServer.Faults;
using Istiod.Testing.ApiServer.Json;
using Istiod.Testing.ApiServer.Resources;
using Istiod.Testing.ApiServer.Serving;
using Istiod.Testing.ApiServer.Storage;
using Istiod.Testing.ApiServer.Writing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;

namespace Istiod.Testing.ApiServer;

/// <summary>
/// A Kubernetes API server for tests: list, watch, writes, discovery, CRDs, tokens, reviews, RBAC, over TLS, with faults on demand.
/// Objects live in memory and outlive <see cref="RestartAsync"/>.
/// </summary>
public sealed class TestApiServer : IAsyncDisposable
{
    private readonly ResourceCatalog _catalog = new();
    private readonly ConnectionDropper _connections = new();
    private readonly ConcurrentDictionary<string, Snapshot> _stale = new(StringComparer.Ordinal);
    private readonly ListTokens _listTokens = new();
    private readonly ObjectWriter _writer;
    private readonly RequestPipeline _pipeline;
    private readonly WebhookCaller _webhooks;
    private WebApplication? _app;
    private int _port;

    private TestApiServer(ApiServerOptions options)
    {
        Options = options;
        Store = new ObjectStore(options);
        Authority = new ServerAuthority(options.Time, options.Listen);
        Tokens = new TokenIssuer(options, Store);
        _ = new Housekeeping(Store, _catalog, Authority, options);
        RbacEvaluator rbac = new(Store);
        Reviews reviews = new(Tokens, rbac, options);
        _webhooks = new WebhookCaller(Store, options);
        _writer = new ObjectWriter(Store, new ObjectDefaults(), options, _webhooks);
        _port = options.Port;
        _pipeline = new RequestPipeline(
            options,
            _catalog,
            new Authenticator(Authority, Tokens, options),
            rbac,
            Tokens,
            new ListHandler(Store, _listTokens, r => _stale.GetValueOrDefault(r.StorageKey), options.Time),
            new WatchHandler(Store, options, Faults),
            new ObjectHandler(Store, _writer, reviews, options),
            Faults,
            Requests,
            _connections);
    }

    /// <summary>How it was started.</summary>
    public ApiServerOptions Options { get; }

    /// <summary>The objects and their revision.</summary>
    public ObjectStore Store { get; }

    /// <summary>Its certificate authority.</summary>
    public ServerAuthority Authority { get; }

    /// <summary>Its tokens.</summary>
    public TokenIssuer Tokens { get; }

    /// <summary>What is to go wrong.</summary>
    public FaultPlan Faults { get; } = new();

    /// <summary>What was asked so far.</summary>
    public RequestLog Requests { get; } = new();

    /// <summary>Where it listens; the port stays over a restart.</summary>
    public Uri Address =>
        new(string.Create(CultureInfo.InvariantCulture, $"{(Options.UsesTls ? "https" : "http")}://{Options.Listen}:{_port}"));

    /// <summary>Number of open TCP connections.</summary>
    public int ConnectionCount => _connections.Count;

    /// <summary>Starts a server with the namespaces of its options.</summary>
    public static async Task<TestApiServer> StartAsync(ApiServerOptions? options = null)
    {
        TestApiServer server = new(options ?? new ApiServerOptions());
        foreach (string ns in server.Options.Namespaces)
        {
            await server.ApplyAsync(new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "Namespace",
                ["metadata"] = new JsonObject { ["name"] = ns },
            });
        }

        await server.ListenAsync();
        return server;
    }

    /// <summary>Creates or replaces an object past all access checks and webhooks: status, uid and creation time are kept as given.</summary>
    /// <returns>The object as it is stored.</returns>
    public async Task<JsonObject> ApplyAsync(JsonObject tree)
    {
        ArgumentNullException.ThrowIfNull(tree);
        tree = Trees.Copy(tree);
        ApiResource resource = ResourceOf(tree);
        JsonObject meta = Trees.Ensure(tree, "metadata");
        string ns = resource.IsNamespaced ? Trees.Text(meta, "namespace") ?? "default" : "";
        if (resource.IsNamespaced)
        {
            meta["namespace"] = ns;
        }

        meta.Remove("resourceVersion");
        WriteContext context = new(resource, UserInfo.Admin) { IsTrusted = true };
        string name = Trees.Text(meta, "name") ?? "";
        if (name.Length == 0 || Store.Get(resource, ns, name) is null)
        {
            StoredObject made = await _writer.CreateAsync(context, ns, tree, CancellationToken.None);
            return made.ToTree(resource.ApiVersion, resource.Kind);
        }

        (StoredObject stored, _) = await _writer.UpdateAsync(
            context,
            ns,
            name,
            "",
            current =>
            {
                JsonObject next = Trees.Copy(tree);
                Trees.Take(Trees.Ensure(next, "metadata"), Trees.Ensure(current!, "metadata"), "resourceVersion"); // it is there: see above
                return next;
            },
            CancellationToken.None);
        return stored.ToTree(resource.ApiVersion, resource.Kind);
    }

    /// <summary>Creates or replaces all objects of YAML text, in their order; CRDs among them are served at once.</summary>
    /// <param name="onRefused">Told of objects that are refused; without it they throw.</param>
    /// <returns>Number of objects that were stored.</returns>
    public async Task<int> ApplyYamlAsync(string yaml, Action<JsonObject, ApiStatusException>? onRefused = null)
    {
        int count = 0;
        foreach (JsonObject tree in Yaml.ReadAll(Encoding.UTF8.GetBytes(yaml), "yaml"))
        {
            try
            {
                await ApplyAsync(tree);
                count++;
            }
            catch (ApiStatusException refused) when (onRefused is not null)
            {
                onRefused(tree, refused);
            }
        }

        return count;
    }

    /// <summary>The stored object; null if there is none.</summary>
    public JsonObject? Get(string apiVersion, string kind, string ns, string name)
    {
        ApiResource resource = ResourceOf(apiVersion, kind);
        return Store.Get(resource, ns, name)?.ToTree(resource.ApiVersion, resource.Kind);
    }

    /// <summary>All stored objects of a kind, by namespace and name.</summary>
    public IReadOnlyList<JsonObject> List(string apiVersion, string kind)
    {
        ApiResource resource = ResourceOf(apiVersion, kind);
        return [.. Store.List(resource).Objects.Select(o => o.ToTree(resource.ApiVersion, resource.Kind))];
    }

    /// <summary>Deletes an object, as a user with all rights would.</summary>
    /// <exception cref="ApiStatusException">404 if there is none.</exception>
    public Task DeleteAsync(string apiVersion, string kind, string ns, string name) => _writer.DeleteAsync(
        new WriteContext(ResourceOf(apiVersion, kind), UserInfo.Admin) { IsTrusted = true }, ns, name, null, CancellationToken.None);

    /// <summary>Number of running watches of a kind.</summary>
    public int WatchCount(string apiVersion, string kind) => Store.WatchCount(ResourceOf(apiVersion, kind));

    /// <summary>Answers lists of a kind that ask for <c>resourceVersion=0</c> with the state of now, until told otherwise.</summary>
    public void HoldStale(string apiVersion, string kind)
    {
        ApiResource resource = ResourceOf(apiVersion, kind);
        _stale[resource.StorageKey] = Store.List(resource);
    }

    /// <summary>Ends what <see cref="HoldStale"/> began, for all kinds.</summary>
    public void DropStale() => _stale.Clear();

    /// <summary>Makes all revisions so far too old for watches, and all continue tokens.</summary>
    public void Compact()
    {
        Store.Compact();
        _listTokens.Expire();
    }

    /// <summary>Ends all watches cleanly.</summary>
    public void EndWatches() => Store.EndWatches();

    /// <summary>Cuts all TCP connections.</summary>
    public void DropConnections() => _connections.DropAll();

    /// <summary>How webhooks that name a Service are reached; without an answer they cannot be.</summary>
    /// <param name="resolve">From namespace, name and port to an authority such as <c>127.0.0.1:15017</c>.</param>
    public void ResolveServices(Func<string, string, int, string?> resolve) => _webhooks.Resolve = resolve;

    /// <summary>Stops listening; the objects stay.</summary>
    public async Task StopAsync()
    {
        if (_app is { } app)
        {
            _app = null;
            Store.EndWatches();
            using CancellationTokenSource hurry = new(TimeSpan.FromMilliseconds(200));
            await app.StopAsync(hurry.Token);
            _connections.DropAll();
            await app.DisposeAsync();
        }
    }

    /// <summary>Listens again on the same port, after <see cref="StopAsync"/>.</summary>
    public Task StartAgainAsync() => ListenAsync();

    /// <summary>Stops and listens again on the same port with the same objects.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await ListenAsync();
    }

    /// <summary>Writes a kubeconfig that uses a token.</summary>
    public void WriteKubeconfig(string path, string token)
    {
        string authority = Options.UsesTls
            ? $"    certificate-authority-data: {Convert.ToBase64String(Encoding.UTF8.GetBytes(Authority.RootPem))}\n"
            : "";
        File.WriteAllText(path, $"""
            apiVersion: v1
            kind: Config
            clusters:
            - name: double
              cluster:
                server: {Address.ToString().TrimEnd('/')}
            {authority}contexts:
            - name: double
              context:
                cluster: double
                user: double
            current-context: double
            users:
            - name: double
              user:
                token: {token}

            """);
    }

    /// <summary>Writes what a pod of an account finds mounted: token, ca.crt, namespace.</summary>
    /// <param name="lifetime">Of the token.</param>
    public void WriteServiceAccount(string directory, string ns, string account, TimeSpan? lifetime = null)
    {
        Directory.CreateDirectory(directory);
        File.WriteAllText(Path.Combine(directory, "token"), Tokens.ForAccount(ns, account, null, lifetime));
        File.WriteAllText(Path.Combine(directory, "ca.crt"), Authority.RootPem);
        File.WriteAllText(Path.Combine(directory, "namespace"), ns);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Authority.Dispose();
        Tokens.Dispose();
    }

    private ApiResource ResourceOf(JsonObject tree) => ResourceOf(Trees.Text(tree, "apiVersion") ?? "", Trees.Text(tree, "kind") ?? "");

    private ApiResource ResourceOf(string apiVersion, string kind) =>
        _catalog.FindKind(apiVersion, kind)
        ?? throw new ApiStatusException(404, "NotFound", $"no matches for kind \"{kind}\" in version \"{apiVersion}\"");

    private async Task ListenAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseSockets(sockets => sockets.CreateBoundListenSocket = place =>
        {
            Socket socket = Options.NewSocket(place.AddressFamily);
            socket.Bind(place);
            return socket;
        });
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Limits.Http2.MaxStreamsPerConnection = 250; // as the API server
            kestrel.Listen(Options.Listen, _port, listen =>
            {
                listen.Use(_connections.Track);
                listen.Protocols = Options.UsesTls || !Options.IsPlainHttp2 ? HttpProtocols.Http1AndHttp2 : HttpProtocols.Http2;
                if (Options.UsesTls)
                {
                    listen.UseHttps(new HttpsConnectionAdapterOptions
                    {
                        ServerCertificate = Authority.Serving,
                        SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                        ClientCertificateMode = ClientCertificateMode.AllowCertificate,
                        ClientCertificateValidation = (_, _, _) => true, // judged by the authenticator, which answers 401
                    });
                }
            });
        });
        WebApplication app = builder.Build();
        app.Run(_pipeline.HandleAsync);
        await app.StartAsync();
        string address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First(); // a started server has one
        _port = new Uri(address).Port;
        _app = app;
    }
}
