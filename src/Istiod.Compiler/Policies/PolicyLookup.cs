using Istiod.Config;
using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;

namespace Istiod.Compiler.Policies;

/// <summary>Reads the policies of one kind by namespace, in the order in which the reference applies them.</summary>
internal sealed class PolicyLookup
{
    private readonly Index<string, ObjectKey, ConfigObject> _byNamespace;

    /// <summary>Adds the index to <paramref name="graph"/>.</summary>
    public PolicyLookup(Graph graph, Collection<ObjectKey, ConfigObject> source)
    {
        _byNamespace = graph.AddIndex<string, ObjectKey, ConfigObject>(
            source.Name + "/namespace", source, static (key, _, sink) => sink.Add(key.Namespace));
    }

    /// <summary>The objects of a namespace, older first.</summary>
    public List<ConfigObject> ByAge(Reads reads, string namespaceName)
    {
        List<ConfigObject> found = [];
        foreach (KeyValuePair<ObjectKey, ConfigObject> entry in reads.Lookup(_byNamespace, namespaceName))
        {
            found.Add(entry.Value);
        }

        found.Sort(static (a, b) => ObjectMeta.CompareByAge(a.Meta, b.Meta));
        return found;
    }

    /// <summary>Namespaces that may hold policies for <paramref name="target"/>, each once: <paramref name="first"/>, then the others.</summary>
    public static List<string> Namespaces(PolicyTarget target, string first, string second)
    {
        List<string> names = [first];
        if (!names.Contains(second))
        {
            names.Add(second);
        }

        if (target.Service is { } service && !names.Contains(service.Namespace))
        {
            names.Add(service.Namespace);
        }

        return names;
    }
}
