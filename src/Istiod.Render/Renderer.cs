using Istiod.Config;
using Istiod.Files;
using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Resources;

namespace Istiod.Render;

/// <summary>Files in, what proxies would get out: no cluster, no network, the very bytes that a stream would carry.</summary>
public sealed class Renderer
{
    private static readonly KindDescriptor[] s_withStatus = [KindCatalog.ServiceEntry, KindCatalog.Ingress];

    private readonly List<Finding> _findings = [];

    /// <summary>An empty mesh with these settings.</summary>
    public Renderer(MeshSettings settings) => Pipeline = new MeshPipeline(settings);

    /// <summary>The mesh.</summary>
    public MeshPipeline Pipeline { get; }

    /// <summary>What was wrong in the files.</summary>
    public IReadOnlyList<Finding> Findings => _findings;

    /// <summary>Reads files and directories of one cluster, once, in one turn.</summary>
    public TurnResult Load(ClusterId cluster, IReadOnlyList<string> paths)
    {
        ChangeBatch batch = Pipeline.Graph.NewBatch();
        FileSource source = new(
            new FileSourceOptions { Paths = paths }, new Collector(Pipeline, batch, cluster, _findings));
        source.ReadOnce();
        return Pipeline.Apply(batch);
    }

    /// <summary>The statuses of all objects of a kind: as they should be, or as they are where none of ours is meant for an object.</summary>
    /// <returns>JSON by object, <c>null</c> for an object without status; nothing for kinds whose statuses are not made.</returns>
    public IReadOnlyList<KeyValuePair<ObjectKey, ReadOnlyMemory<byte>?>> Statuses(KindDescriptor kind, ClusterId cluster)
    {
        List<KeyValuePair<ObjectKey, ReadOnlyMemory<byte>?>> statuses = [];
        if (!s_withStatus.Contains(kind))
        {
            return statuses;
        }

        Revision revision = Pipeline.Graph.Current;
        foreach (KeyValuePair<ObjectKey, ConfigObject> item in revision.All(Pipeline.Sources.Of(kind)))
        {
            if (item.Key.Cluster == cluster)
            {
                statuses.Add(new(
                    item.Key,
                    revision.TryGet(Pipeline.Model.Statuses, new StatusKey(kind.Kind, item.Key), out DesiredStatus? desired)
                        ? desired.Utf8
                        : item.Value.Status?.Utf8));
            }
        }

        return statuses;
    }

    /// <summary>Answers as a stream would: types in Envoy's order, names as clusters and listeners bring them up.</summary>
    /// <param name="node">The proxy.</param>
    /// <param name="types">Types to ask for.</param>
    /// <param name="explicitNames">Names to ask for instead of those that come up.</param>
    /// <exception cref="RenderException">The proxy would be refused.</exception>
    public RenderedProxy Render(
        ProxyNode node,
        IReadOnlyCollection<XdsType> types,
        IReadOnlyDictionary<XdsType, NameList>? explicitNames = null)
    {
        if (!Pipeline.TryOpen(node, NoListener.Instance, out IProxyViews? views, out string? refusal))
        {
            throw new RenderException($"{node.Id}: {refusal}");
        }

        using (views)
        {
            IViewSnapshot snapshot = views.Snapshot();
            SubscriptionNames names = new();
            Dictionary<XdsType, IReadOnlyList<XdsResource>?> answers = [];
            foreach (XdsType type in XdsType.All)
            {
                bool isNeeded = type == XdsType.Cluster || type == XdsType.Listener;
                if (!types.Contains(type) && !isNeeded)
                {
                    continue;
                }

                NameList? asked = explicitNames?.GetValueOrDefault(type)
                    ?? (type.IsWildcard ? null : names.For(type));
                List<XdsResource>? answer = Answer(snapshot, type, asked);
                AddNames(names, type, answer);
                if (types.Contains(type))
                {
                    answers.Add(type, answer);
                }
            }

            return new RenderedProxy(views.NodeId, answers);
        }
    }

    private static List<XdsResource>? Answer(IViewSnapshot snapshot, XdsType type, NameList? asked)
    {
        if (asked is { Count: 0 } && !type.IsWildcard)
        {
            return [];
        }

        ResourceView? view = snapshot.View(type, asked ?? NameList.Empty);
        if (view is null)
        {
            return null;
        }

        List<XdsResource> answer = new(view.Count);
        foreach (XdsResource resource in view.Resources)
        {
            if (asked is null || asked.Contains(resource.Name))
            {
                answer.Add(resource);
            }
        }

        return answer;
    }

    private static void AddNames(SubscriptionNames names, XdsType type, List<XdsResource>? answer)
    {
        foreach (XdsResource resource in answer ?? [])
        {
            if (type == XdsType.Cluster)
            {
                names.AddCluster(resource.ToArray());
            }
            else if (type == XdsType.Listener)
            {
                names.AddListener(resource.ToArray());
            }
        }
    }

    private sealed class Collector(
        MeshPipeline pipeline, ChangeBatch batch, ClusterId cluster, List<Finding> findings) : IConfigSink
    {
        public void Apply(ConfigBatch changes)
        {
            findings.AddRange(changes.Findings);
            pipeline.Add(batch, cluster, changes);
        }
    }

    private sealed class NoListener : IViewListener
    {
        public static readonly NoListener Instance = new();

        public void Invalidated(XdsTypeSet types, long revision)
        {
        }
    }
}
