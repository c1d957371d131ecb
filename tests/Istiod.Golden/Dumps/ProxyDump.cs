using System.Text.Json.Nodes;
using Istiod.Golden.Cases;
using Istiod.Golden.Clients;
using Istiod.Resources;

namespace Istiod.Golden.Dumps;

/// <summary>Lets one proxy ask for everything, in a client's order, and writes the answers down.</summary>
internal static class ProxyDump
{
    private static readonly string[] s_order =
        ["cds", "eds", "lds", "rds", "sds", "ecds", "nds", "pcds", "address", "workload", "authorization"];

    private static readonly string[] s_grpcOrder = ["lds", "rds", "cds", "eds"];

    /// <summary>Runs the proxy over <paramref name="client"/> and writes <c>TYPE.json</c> and <c>meta.json</c> below <paramref name="output"/>.</summary>
    public static async Task WriteAsync(GoldenProxy proxy, IXdsClient client, string output)
    {
        string folder = Path.Combine(output, proxy.Folder);
        Directory.CreateDirectory(folder);
        Dictionary<string, JsonArray?> answers = new(StringComparer.Ordinal);
        JsonObject meta = [];
        try
        {
            foreach (string type in proxy.Types.OrderBy(t => Rank(t, proxy.IsGrpc)))
            {
                meta[type] = await AskAsync(proxy, client, type, answers);
                if (answers.GetValueOrDefault(type) is { } answer)
                {
                    await File.WriteAllTextAsync(Path.Combine(folder, type + ".json"), answer.ToJsonString(ResourceJson.FileOptions));
                }
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // a fault in one proxy is that proxy's result; the run goes on
            meta["error"] = e.GetType().Name + ": " + e.Message;
            throw;
        }
        finally
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "meta.json"), meta.ToJsonString(ResourceJson.FileOptions));
        }
    }

    private static async Task<JsonObject> AskAsync(
        GoldenProxy proxy,
        IXdsClient client,
        string type,
        Dictionary<string, JsonArray?> answers)
    {
        XdsType xdsType = TypeOf(type);
        bool isWildcard = xdsType.IsWildcard && !(proxy.IsGrpc && type == "cds");
        IReadOnlyList<string> names = proxy.Names.GetValueOrDefault(type) is { Count: > 0 } explicitly
            ? explicitly
            : isWildcard ? [] : DumpNames.For(type, answers, proxy.IsGrpc);
        if (names.Count == 0 && !isWildcard)
        {
            answers[type] = [];
            return new JsonObject { ["requested"] = 0 };
        }

        IReadOnlyList<ReadOnlyMemory<byte>>? bodies = await client.FetchAsync(xdsType, names);
        answers[type] = bodies is null ? null : ResourceJson.Answer(xdsType.TypeUrl, bodies);
        return bodies is null
            ? new JsonObject { ["requested"] = names.Count, ["timeout"] = true }
            : new JsonObject { ["requested"] = names.Count, ["answered"] = bodies.Count };
    }

    private static int Rank(string type, bool isGrpc)
    {
        int first = isGrpc ? Array.IndexOf(s_grpcOrder, type) : -1;
        return first >= 0 ? first : 100 + Array.IndexOf(s_order, type);
    }

    private static XdsType TypeOf(string shortName)
    {
        foreach (XdsType type in XdsType.All)
        {
            if (type.ShortName == shortName)
            {
                return type;
            }
        }

        throw new InvalidDataException($"unknown type {shortName}");
    }
}
