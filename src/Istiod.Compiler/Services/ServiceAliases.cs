using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;

namespace Istiod.Compiler.Services;

/// <summary>Finds the ExternalName services that stand for a service, over several hops too.</summary>
/// <remarks>istiod: model/push_context.go:resolveServiceAliases. A loop of aliases leads to no service.</remarks>
internal sealed class ServiceAliases
{
    private readonly Index<Hostname, ServiceKey, ServiceParts> _byTarget;
    private readonly Index<Hostname, ServiceKey, ServiceParts> _aliases;

    public ServiceAliases(Graph graph, Collection<ServiceKey, ServiceParts> parts)
    {
        _byTarget = graph.AddIndex<Hostname, ServiceKey, ServiceParts>(
            "aliases-by-target",
            parts,
            static (_, all, sink) =>
            {
                if (TargetOf(all) is { Length: > 0 } target)
                {
                    sink.Add(new Hostname(target));
                }
            });
        _aliases = graph.AddIndex<Hostname, ServiceKey, ServiceParts>(
            "aliases-by-host",
            parts,
            static (key, all, sink) =>
            {
                if (TargetOf(all).Length > 0)
                {
                    sink.Add(key.Host);
                }
            });
    }

    /// <summary>The aliases of a host that is no alias itself; by namespace, then by hostname.</summary>
    public ValueArray<ServiceKey> Of(Reads reads, Hostname host)
    {
        Entries<ServiceKey, ServiceParts> direct = reads.Lookup(_byTarget, host);
        if (direct.Count == 0 || reads.Lookup(_aliases, host).Count > 0)
        {
            return default;
        }

        List<ServiceKey> found = [];
        HashSet<ServiceKey> seen = [];
        Queue<Hostname> open = new([host]);
        while (open.TryDequeue(out Hostname target))
        {
            foreach (KeyValuePair<ServiceKey, ServiceParts> alias in reads.Lookup(_byTarget, target))
            {
                if (seen.Add(alias.Key))
                {
                    found.Add(alias.Key);
                    open.Enqueue(alias.Key.Host);
                }
            }
        }

        found.Sort(static (a, b) =>
        {
            int order = string.CompareOrdinal(a.Namespace, b.Namespace);
            return order != 0 ? order : a.Host.CompareTo(b.Host);
        });
        return ValueArray.From(found);
    }

    private static string TargetOf(ServiceParts parts)
    {
        foreach (MeshService service in parts.Kubernetes)
        {
            if (service.Resolution == Resolution.Alias)
            {
                return service.ExternalName;
            }
        }

        return "";
    }
}
