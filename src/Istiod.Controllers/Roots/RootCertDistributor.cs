using System.Text.Json.Nodes;
using Istiod.Config;
using Istiod.Config.Kinds.Core;
using Istiod.Kubernetes;
using Istiod.Primitives;
using Microsoft.Extensions.Logging;

namespace Istiod.Controllers.Roots;

/// <summary>Keeps a ConfigMap with the mesh's roots, and one with its revocation list, in every namespace that counts.</summary>
/// <remarks>Other keys of the ConfigMaps stay. istiod: pilot/pkg/serviceregistry/kube/controller/namespacecontroller.go.</remarks>
public sealed class RootCertDistributor : IController, IInformerListener
{
    private static readonly ApiResource s_configMaps = ApiResource.Of(KindCatalog.ConfigMap);

    // istiod: pkg/kube/inject/inject.go:IgnoredNamespaces, without kube-system
    private static readonly HashSet<string> s_ignored =
        new(StringComparer.Ordinal) { "kube-public", "kube-node-lease", "local-path-storage" };

    private readonly ObjectWriter _objects;
    private readonly Informer _namespaces;
    private readonly Func<string, bool> _counts;
    private readonly IReadOnlyList<RootConfigMap> _maps;
    private readonly WorkQueue<string> _queue;
    private readonly ILogger _logger;

    /// <summary>Watches nothing before it runs.</summary>
    /// <param name="objects">Writes.</param>
    /// <param name="namespaces">All namespaces.</param>
    /// <param name="counts">Whether a namespace's objects count (discovery selectors, watched namespace).</param>
    /// <param name="maps">What to keep.</param>
    public RootCertDistributor(
        ObjectWriter objects,
        Informer namespaces,
        Func<string, bool> counts,
        IReadOnlyList<RootConfigMap> maps,
        TimeProvider time,
        ILogger logger)
    {
        _objects = objects;
        _namespaces = namespaces;
        _counts = counts;
        _maps = maps;
        _logger = logger;
        _queue = new WorkQueue<string>(TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1), time);
    }

    /// <inheritdoc/>
    public string Name => "namespace controller";

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken stop)
    {
        List<IDisposable> subscriptions = [_namespaces.Subscribe(this)];
        foreach (RootConfigMap map in _maps)
        {
            subscriptions.Add(map.Informer.Subscribe(this));
        }

        try
        {
            await _queue.RunAsync(
                ReconcileAsync, (ns, fault) => ControllerLog.Failed(_logger, Name, ns, fault.Message), stop);
        }
        finally
        {
            foreach (IDisposable subscription in subscriptions)
            {
                subscription.Dispose();
            }
        }
    }

    /// <summary>The roots, or which namespaces count, have changed: looks at all of them.</summary>
    public void LookAtAll()
    {
        foreach (ConfigObject item in _namespaces.Snapshot())
        {
            _queue.Add(item.Meta.Name);
        }
    }

    /// <summary>Whether a namespace counts may have changed: looks at it.</summary>
    public void Look(string ns) => _queue.Add(ns);

    /// <inheritdoc/>
    public void Changed(Informer informer, IReadOnlyList<InformerChange> changes)
    {
        foreach (InformerChange change in changes)
        {
            _queue.Add(ReferenceEquals(informer, _namespaces) ? change.Key.Name : change.Key.Namespace);
        }
    }

    private async Task ReconcileAsync(string ns, CancellationToken stop)
    {
        if (s_ignored.Contains(ns)
            || !_counts(ns)
            || !_namespaces.TryGet(new NamespacedName("", ns), out _))
        {
            return;
        }

        foreach (RootConfigMap map in _maps)
        {
            await ReconcileAsync(ns, map, stop);
        }
    }

    private async Task ReconcileAsync(string ns, RootConfigMap map, CancellationToken stop)
    {
        string wanted = map.Content();
        NamespacedName key = new(ns, map.Name);
        if (map.Informer.TryGet(key, out ConfigObject? stored))
        {
            if (!stored.SpecAs<ConfigMapSpec>().Data.TryGet(map.Key, out string? text) || !string.Equals(text, wanted, StringComparison.Ordinal))
            {
                await _objects.ChangeAsync(s_configMaps, key, body => Put(body, map.Key, wanted), stop);
            }

            return;
        }

        JsonObject made = new()
        {
            ["apiVersion"] = "v1",
            ["kind"] = "ConfigMap",
            ["metadata"] = new JsonObject
            {
                ["name"] = map.Name,
                ["namespace"] = ns,
                ["labels"] = new JsonObject { ["istio.io/config"] = "true" },
            },
            ["data"] = new JsonObject { [map.Key] = wanted },
        };
        try
        {
            await _objects.CreateAsync(s_configMaps, ns, made, stop);
        }
        catch (ApiException refused) when (refused.IsAlreadyExists)
        {
            // the watch is about to tell of it, and then it is looked at again
        }
        catch (ApiException refused) when (refused.IsNotFound || (refused.IsForbidden && IsTerminating(refused)))
        {
            // the namespace is gone, or on its way
        }
    }

    private static bool Put(JsonObject map, string key, string wanted)
    {
        if (map["data"] is not JsonObject data)
        {
            map["data"] = data = [];
        }

        if (string.Equals(ObjectWriter.TextOf(data, key), wanted, StringComparison.Ordinal) && data.ContainsKey(key))
        {
            return false;
        }

        data[key] = wanted;
        return true;
    }

    private static bool IsTerminating(ApiException refused) =>
        refused.Message.Contains("is being terminated", StringComparison.Ordinal);
}
