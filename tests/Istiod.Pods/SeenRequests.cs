using System.Diagnostics;
using System.Web;
using Istiod.Testing.ApiServer;

namespace Istiod.Pods;

/// <summary>Writes requests down for comparison: what is asked for, not when or how often.</summary>
internal static class SeenRequests
{
    /// <summary>All different requests of a user, in ordinal order; without what is being created and has no known name yet.</summary>
    public static SortedSet<string> Of(TestApiServer server, string user) =>
        new(server.Requests.All.Where(r => r.User == user && (r.Verb != "create" || r.Status != 0)).Select(Line), StringComparer.Ordinal);

    /// <summary>One request: watches (and lists that begin one) with path and selector, others with verb, resource and name.</summary>
    public static string Line(RequestRecord request)
    {
        if (request.Verb is "watch" or "list")
        {
            System.Collections.Specialized.NameValueCollection query = HttpUtility.ParseQueryString(request.Query);
            string selector = query["labelSelector"] ?? query["fieldSelector"] ?? "";
            return selector.Length == 0 ? "watch " + request.Path : $"watch {request.Path} {selector}";
        }

        string made = request.CreatedName.Length == 0 ? "" : (request.Namespace.Length > 0 ? "/" : " ") + request.CreatedName;
        return request.Summary + made + (request.IsDryRun ? " (dry run)" : "");
    }

    /// <summary>What should be seen: the reference's requests but for the named differences.</summary>
    public static SortedSet<string> Expected()
    {
        SortedSet<string> all = new([.. ReferenceRequests.Watches, .. ReferenceRequests.Gets, .. ReferenceRequests.Writes], StringComparer.Ordinal);
        foreach (RequestDifference difference in RequestDifferences.All)
        {
            bool isChange = difference.IsOurs ? all.Add(difference.Request) : all.Remove(difference.Request);
            if (!isChange)
            {
                throw new InvalidOperationException($"no difference: {difference.Request}");
            }
        }

        return all;
    }

    /// <summary>Waits until all of some requests came.</summary>
    /// <returns>Those that did not come in time, in words; empty if all is well.</returns>
    public static async Task<string> MissingAsync(TestApiServer server, string user, IReadOnlyCollection<string> awaited, TimeSpan patience)
    {
        long start = Stopwatch.GetTimestamp();
        SortedSet<string> seen = Of(server, user);
        while (!seen.IsSupersetOf(awaited) && Stopwatch.GetElapsedTime(start) < patience)
        {
            await Task.Delay(100);
            seen = Of(server, user);
        }

        return string.Join('\n', awaited.Where(line => !seen.Contains(line)).Select(line => "missing: " + line));
    }

    /// <summary>Waits until all that is expected came.</summary>
    /// <returns>Those that did not come in time, and those that nobody expects, in words; empty if all is well.</returns>
    public static async Task<string> DifferencesAsync(TestApiServer server, string user, TimeSpan patience)
    {
        SortedSet<string> expected = Expected();
        string missing = await MissingAsync(server, user, expected, patience);
        IEnumerable<string> others = Of(server, user).Except(expected).Select(line => "not expected: " + line);
        return string.Join('\n', others.Prepend(missing).Where(line => line.Length > 0));
    }
}
