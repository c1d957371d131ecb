using System.Globalization;
using System.Text.Json.Nodes;

namespace Istiod.Kubernetes.Locks;

/// <summary>Values of lock objects, lenient: what is wrong counts as absent.</summary>
internal static class LockJson
{
    public static int IntOf(JsonObject? parent, string name) =>
        parent?[name] is JsonValue value && value.TryGetValue(out int number) ? number : 0;

    public static DateTimeOffset? TimeOf(JsonObject? parent, string name) =>
        DateTimeOffset.TryParse(
            ObjectWriter.TextOf(parent, name),
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out DateTimeOffset time)
            ? time
            : null;

    /// <summary>The annotations, made if absent.</summary>
    public static JsonObject Annotations(JsonObject body)
    {
        if (body["metadata"] is not JsonObject meta)
        {
            body["metadata"] = meta = [];
        }

        if (meta["annotations"] is not JsonObject annotations)
        {
            meta["annotations"] = annotations = [];
        }

        return annotations;
    }
}
