using System.Globalization;
using System.Text.Json.Nodes;
using Istiod.Testing.ApiServer.Json;
using Istiod.Testing.ApiServer.Resources;

namespace Istiod.Testing.ApiServer.Writing;

/// <summary>Server-side apply: who owns which field, conflicts, and what goes when an owner no longer names it.</summary>
/// <remarks>
/// Source: the API conventions of server-side apply. Differs: ownership by plain updates is recorded only for objects that were applied
/// before; an object without any owners counts as owned by <c>before-first-apply</c>, as in Kubernetes.
/// </remarks>
internal static class FieldOwnership
{
    private const string FirstManager = "before-first-apply";

    /// <summary>The object as an apply wants it.</summary>
    /// <param name="current">The object as it is; null to create it.</param>
    /// <exception cref="ApiStatusException">409 if another manager holds a field with another value and <paramref name="isForced"/> is false.</exception>
    public static JsonObject Apply(ApiResource resource, JsonObject? current, JsonObject wanted, string manager, bool isForced, string now)
    {
        FieldPaths fields = new(resource);
        wanted = Trees.Copy(wanted);
        Trees.Child(wanted, "metadata")?.Remove("resourceVersion");
        SortedSet<string> own = fields.Of(wanted);
        List<FieldManager> managers = FieldManager.ReadAll(current);
        if (current is null)
        {
            return WithManagers(wanted, [new FieldManager(manager, "Apply", resource.ApiVersion, now, own)]);
        }

        if (managers.Count == 0)
        {
            managers.Add(new FieldManager(FirstManager, "Update", resource.ApiVersion, now, fields.Of(current)));
        }

        FieldManager? before = managers.Find(m => m.Name == manager && m.Operation == "Apply");
        List<FieldManager> others = [.. managers.Where(m => !ReferenceEquals(m, before))];
        ResolveConflicts(current, wanted, own, others, isForced);
        JsonObject merged = fields.Merge(Trees.Copy(current), wanted);
        foreach (string path in (before?.Paths ?? []).Except(own, StringComparer.Ordinal).ToArray())
        {
            bool isHeld = others.Any(o => o.Paths.Contains(path))
                || others.Any(o => o.Paths.Any(p => p.StartsWith(path + FieldPaths.Step, StringComparison.Ordinal)));
            if (!isHeld)
            {
                FieldPaths.Remove(merged, path);
            }
        }

        string time = before is not null && before.Paths.SetEquals(own) ? before.Time : now;
        others.RemoveAll(o => o.Paths.Count == 0);
        return WithManagers(merged, [new FieldManager(manager, "Apply", resource.ApiVersion, time, own), .. others]);
    }

    /// <summary>Notes what a plain update changed, if the object has owners at all.</summary>
    public static void NoteUpdate(ApiResource resource, JsonObject next, JsonObject old, string manager, string now)
    {
        List<FieldManager> managers = FieldManager.ReadAll(old);
        if (managers.Count == 0)
        {
            return;
        }

        FieldPaths fields = new(resource);
        SortedSet<string> after = fields.Of(next);
        SortedSet<string> changed = new(
            after.Where(p => !JsonNode.DeepEquals(FieldPaths.At(next, p), FieldPaths.At(old, p))), StringComparer.Ordinal);
        FieldManager? updater = managers.Find(m => m.Name == manager && m.Operation == "Update");
        foreach (FieldManager other in managers)
        {
            other.Paths.IntersectWith(after);
            if (!ReferenceEquals(other, updater))
            {
                other.Paths.ExceptWith(changed);
            }
        }

        if (changed.Count > 0 && updater is null)
        {
            managers.Add(new FieldManager(manager, "Update", resource.ApiVersion, now, changed));
        }
        else
        {
            updater?.Paths.UnionWith(changed);
        }

        managers.RemoveAll(m => m.Paths.Count == 0);
        WithManagers(next, managers);
    }

    private static void ResolveConflicts(
        JsonObject current, JsonObject wanted, SortedSet<string> own, List<FieldManager> others, bool isForced)
    {
        List<string> conflicts = [];
        foreach (string path in own)
        {
            if (path.Split(FieldPaths.Step)[^1].StartsWith("k:", StringComparison.Ordinal)
                || JsonNode.DeepEquals(FieldPaths.At(current, path), FieldPaths.At(wanted, path)))
            {
                continue;
            }

            foreach (FieldManager other in others)
            {
                if (!other.Paths.Contains(path))
                {
                    continue;
                }

                if (isForced)
                {
                    other.Paths.Remove(path);
                }
                else
                {
                    conflicts.Add($"conflict with \"{other.Name}\" using {other.ApiVersion}: {Shown(path)}");
                }
            }
        }

        if (conflicts.Count > 0)
        {
            string plural = conflicts.Count == 1 ? "conflict" : "conflicts";
            throw new ApiStatusException(
                409,
                "Conflict",
                string.Create(CultureInfo.InvariantCulture, $"Apply failed with {conflicts.Count} {plural}: {string.Join("; ", conflicts)}"));
        }
    }

    private static JsonObject WithManagers(JsonObject tree, IEnumerable<FieldManager> managers)
    {
        JsonArray entries = [];
        foreach (FieldManager manager in managers)
        {
            entries.Add((JsonNode)manager.ToJson());
        }

        Trees.Ensure(tree, "metadata")["managedFields"] = entries;
        return tree;
    }

    private static string Shown(string path) =>
        "." + path.Replace("f:", "", StringComparison.Ordinal).Replace(FieldPaths.Step, '.');
}
