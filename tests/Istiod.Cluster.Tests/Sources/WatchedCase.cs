using System.Text;
using System.Text.Json.Nodes;
using Istiod.Config;
using Istiod.Diagnostics.Metrics;
using Istiod.Files;
using Istiod.Golden;
using Istiod.Golden.Cases;
using Istiod.Incremental;
using Istiod.Kubernetes;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Render;
using Istiod.Resources;
using Istiod.Server;
using Istiod.Testing.ApiServer;
using Istiod.Testing.ApiServer.Json;
using Istiod.Variables;
using Microsoft.Extensions.Logging.Abstractions;

namespace Istiod.Cluster.Tests.Sources;

/// <summary>One recorded case, read once from its files and once through the API server's watches.</summary>
internal sealed class WatchedCase(TestApiServer server, GoldenCase golden)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly Dictionary<(string ApiVersion, string Kind, NamespacedName Key), string> _versions = [];

    /// <summary>Differences of what proxies get, in words; empty if all is the same byte for byte.</summary>
    public async Task<List<string>> DifferencesAsync()
    {
        Renderer files = GoldenRunner.Load(golden);
        Renderer watched = GoldenRunner.Load(golden with { Objects = [] });
        await LoadServerAsync();
        try
        {
            await WatchAsync(watched.Pipeline);
        }
        finally
        {
            await ClearServerAsync();
        }

        List<string> differences = [];
        foreach (GoldenProxy proxy in golden.Proxies)
        {
            Compare(proxy, Render(files, proxy), Render(watched, proxy), differences);
        }

        return differences;
    }

    private async Task LoadServerAsync()
    {
        foreach (string file in golden.Objects)
        {
            byte[] text = await File.ReadAllBytesAsync(file);
            foreach (JsonObject tree in Yaml.ReadAll(text, file))
            {
                await server.ApplyAsync(tree);
                string version = ObjectWriter.TextOf(tree["metadata"] as JsonObject, "resourceVersion");
                _versions[($"{tree["apiVersion"]}", $"{tree["kind"]}", ObjectWriter.KeyOf(tree))] = version;
            }
        }
    }

    // Resource versions are each server's own, and proxies are told those of plugins: the recorded ones are put back.
    private ConfigChange AsRecorded(ConfigChange change)
    {
        if (change.Object is not { } watched
            || !_versions.TryGetValue((change.Kind.ApiVersion, change.Kind.Kind, change.Key), out string? version))
        {
            return change;
        }

        ObjectMeta meta = watched.Meta;
        return change with
        {
            Object = watched.WithMeta(new ObjectMeta
            {
                Namespace = meta.Namespace,
                Name = meta.Name,
                Uid = meta.Uid,
                HasGeneratedName = meta.HasGeneratedName,
                Labels = meta.Labels,
                Annotations = meta.Annotations,
                CreationTime = meta.CreationTime,
                DeletionTime = meta.DeletionTime,
                ResourceVersion = version,
                Generation = meta.Generation,
                Owners = meta.Owners,
            }),
        };
    }

    private async Task WatchAsync(MeshPipeline pipeline)
    {
        EnvironmentReader reader = new(name => golden.Environment.GetValueOrDefault(name));
        PilotEnvironment environment = PilotEnvironment.Read(reader);
        MeshSettings settings = new MeshSettingsLoader(environment, MeshFeatureVariables.Read(reader), "cluster.local", environment.ClusterId, reader)
            .FromYaml(golden.MeshYaml, golden.NetworksYaml ?? "", []);
        ClusterConfig config = new()
        {
            Server = server.Address,
            Authorities = Kubernetes.Credential.Of(Encoding.UTF8.GetBytes(server.Authority.RootPem)),
        };
        using ClusterConnection connection = new(config, new ClusterConnectionOptions { RequestsPerSecond = 100_000, Burst = 100_000 }, TimeProvider.System);
        ClusterId cluster = new(environment.ClusterId);
        await using InformerSet informers = new(connection, new InformerSetOptions(cluster, NullLogger.Instance), TimeProvider.System);
        Lock gate = new();
        List<ConfigBatch> batches = [];
        KubernetesFeed feed = new(cluster, (_, batch) =>
        {
            lock (gate)
            {
                batches.Add(new ConfigBatch([.. batch.Changes.Select(AsRecorded)], batch.Findings));
            }
        }, new KubernetesFeedMetrics(new MetricRegistry()));
        List<InformerSpec> specs = KubernetesCatalog.Sources(settings, "", readsConfig: true);

        // In a cluster, who may read a secret is asked for by reviews; files bring the roles themselves, and so must this comparison.
        specs.AddRange([new(KindCatalog.Role), new(KindCatalog.RoleBinding), new(KindCatalog.ClusterRole), new(KindCatalog.ClusterRoleBinding)]);
        foreach (InformerSpec spec in specs)
        {
            informers.Add(spec).Subscribe(feed);
        }

        informers.Start();
        using CancellationTokenSource late = new(s_patience);
        await informers.WaitForSyncAsync(late.Token);
        ChangeBatch all = pipeline.Graph.NewBatch();
        lock (gate)
        {
            foreach (ConfigBatch batch in batches)
            {
                pipeline.Add(all, cluster, batch);
            }
        }

        pipeline.Apply(all);
    }

    private async Task ClearServerAsync()
    {
        foreach (KindDescriptor kind in KindCatalog.All.ToArray())
        {
            if (kind.Kind is "CustomResourceDefinition" or "Namespace" || !Serves(kind))
            {
                continue;
            }

            foreach (JsonObject tree in server.List(kind.ApiVersion, kind.Kind))
            {
                NamespacedName key = ObjectWriter.KeyOf(tree);
                await server.DeleteAsync(kind.ApiVersion, kind.Kind, key.Namespace, key.Name);
            }
        }

        foreach (JsonObject tree in server.List("v1", "Namespace"))
        {
            await server.DeleteAsync("v1", "Namespace", "", ObjectWriter.KeyOf(tree).Name);
        }
    }

    private bool Serves(KindDescriptor kind)
    {
        try
        {
            server.List(kind.ApiVersion, kind.Kind);
            return true;
        }
        catch (ApiStatusException)
        {
            return false; // a kind that the double does not know has no objects
        }
    }

    private static RenderedProxy? Render(Renderer renderer, GoldenProxy proxy)
    {
        Dictionary<XdsType, NameList> names = [];
        List<XdsType> types = [];
        foreach (XdsType type in XdsType.All)
        {
            if (proxy.Types.Contains(type.ShortName, StringComparer.Ordinal))
            {
                types.Add(type);
            }

            if (proxy.Names.GetValueOrDefault(type.ShortName) is { Count: > 0 } asked)
            {
                names[type] = NameList.From([.. asked]);
            }
        }

        try
        {
            return renderer.Render(proxy.Node, types, names);
        }
        catch (RenderException)
        {
            return null; // refused: so must it be the other way
        }
    }

    private void Compare(GoldenProxy proxy, RenderedProxy? files, RenderedProxy? watched, List<string> differences)
    {
        string where = $"{golden.Path} {proxy.Folder}";
        if (files is null || watched is null)
        {
            if (files is null != watched is null)
            {
                differences.Add($"{where}: refused one way only");
            }

            return;
        }

        foreach ((XdsType type, IReadOnlyList<XdsResource>? expected) in files.Answers)
        {
            Dictionary<string, XdsResource> actual = (watched.Answers.GetValueOrDefault(type) ?? []).ToDictionary(r => r.Name, StringComparer.Ordinal);
            foreach (XdsResource resource in expected ?? [])
            {
                if (!actual.Remove(resource.Name, out XdsResource? same))
                {
                    differences.Add($"{where} {type.ShortName}: {resource.Name} is missing");
                }
                else if (!same.ToArray().AsSpan().SequenceEqual(resource.ToArray()))
                {
                    differences.Add($"{where} {type.ShortName}: {resource.Name} differs");
                }
            }

            differences.AddRange(actual.Keys.Select(extra => $"{where} {type.ShortName}: {extra} is too much"));
        }
    }
}
