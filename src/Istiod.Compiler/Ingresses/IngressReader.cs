using System.Text.Json;
using Istiod.Config;
using Istiod.Primitives;
using static Istiod.Config.JsonParts;

namespace Istiod.Compiler.Ingresses;

/// <summary>Reads what counts of an Ingress out of its JSON; parts of another shape are taken for absent.</summary>
internal static class IngressReader
{
    /// <summary>The class that the spec names; empty if it names none.</summary>
    public static string ClassOf(JsonValue spec)
    {
        using JsonDocument document = spec.Parse();
        return Text(document.RootElement, "ingressClassName");
    }

    /// <summary>The controller of an IngressClass.</summary>
    public static string ControllerOf(JsonValue spec)
    {
        using JsonDocument document = spec.Parse();
        return Text(document.RootElement, "controller");
    }

    /// <summary>Secret and hosts of each TLS entry; a secret may be empty.</summary>
    public static List<(string Secret, List<string> Hosts)> Tls(JsonValue spec)
    {
        using JsonDocument document = spec.Parse();
        List<(string Secret, List<string> Hosts)> entries = [];
        foreach (JsonElement entry in Items(document.RootElement, "tls"))
        {
            List<string> hosts = [];
            foreach (JsonElement host in Items(entry, "hosts"))
            {
                if (host.ValueKind == JsonValueKind.String)
                {
                    hosts.Add(host.GetString() ?? "");
                }
            }

            entries.Add((Text(entry, "secretName"), hosts));
        }

        return entries;
    }

    /// <summary>The rules with paths, each with its host; no host stands for all.</summary>
    public static List<(string Host, IngressRule Rule)> Rules(ObjectKey key, ConfigObject item)
    {
        List<(string Host, IngressRule Rule)> rules = [];
        if (item.Spec is not JsonValue spec)
        {
            return rules;
        }

        using JsonDocument document = spec.Parse();
        int index = 0;
        foreach (JsonElement rule in Items(document.RootElement, "rules"))
        {
            if (Member(rule, "http") is { ValueKind: JsonValueKind.Object } http)
            {
                string host = Text(rule, "host");
                rules.Add((
                    host.Length > 0 ? host : "*",
                    new IngressRule(item.Key, key.Cluster, item.Meta.CreationTime, index, Paths(http))));
            }

            index++;
        }

        return rules;
    }

    private static ValueArray<IngressPath> Paths(JsonElement http)
    {
        List<IngressPath> paths = [];
        foreach (JsonElement path in Items(http, "paths"))
        {
            if (Member(Member(path, "backend"), "service") is { ValueKind: JsonValueKind.Object } service)
            {
                JsonElement port = Member(service, "port");
                paths.Add(new IngressPath(
                    Text(path, "path"), Text(path, "pathType"), Text(service, "name"), Number(port, "number"), Text(port, "name")));
            }
        }

        return ValueArray.From(paths);
    }
}
