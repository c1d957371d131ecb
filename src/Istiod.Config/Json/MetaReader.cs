using System.Text.Json;
using Istiod.Primitives;

namespace Istiod.Config.Json;

/// <summary>Reads <c>metadata</c>.</summary>
internal static class MetaReader
{
    // what the injector writes about a sidecar is about a thousand
    private const int SharedAnnotationCharacters = 4096;

    private static readonly RecentValues<LabelSet> s_labels = new();
    private static readonly RecentValues<ValueArray<OwnerReference>> s_owners = new();

    public static ObjectMeta Read(ref Utf8JsonReader reader, DateTimeOffset defaultCreationTime)
    {
        if (!JsonRead.Object(ref reader))
        {
            return new ObjectMeta();
        }

        string ns = "", name = "", uid = "", version = "";
        LabelSet labels = LabelSet.Empty, annotations = LabelSet.Empty;
        DateTimeOffset? created = null, deleted = null;
        long generation = 0;
        bool isGenerated = false;
        ValueArray<OwnerReference> owners = default;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("name"u8))
            {
                name = JsonRead.Text(ref reader);
            }
            else if (reader.ValueTextEquals("namespace"u8))
            {
                ns = JsonRead.String(ref reader);
            }
            else if (reader.ValueTextEquals("labels"u8))
            {
                labels = s_labels.Share(JsonRead.Labels(ref reader));
            }
            else if (reader.ValueTextEquals("annotations"u8))
            {
                annotations = ShareIfSmall(JsonRead.Labels(ref reader, internValues: false));
            }
            else if (reader.ValueTextEquals("creationTimestamp"u8))
            {
                created = JsonRead.Time(ref reader);
            }
            else if (reader.ValueTextEquals("deletionTimestamp"u8))
            {
                deleted = JsonRead.Time(ref reader);
            }
            else if (reader.ValueTextEquals("resourceVersion"u8))
            {
                version = JsonRead.Text(ref reader);
            }
            else if (reader.ValueTextEquals("generation"u8))
            {
                generation = JsonRead.Int64(ref reader);
            }
            else if (reader.ValueTextEquals("uid"u8))
            {
                uid = JsonRead.Text(ref reader);
            }
            else if (reader.ValueTextEquals("generateName"u8))
            {
                isGenerated = JsonRead.String(ref reader).Length > 0;
            }
            else if (reader.ValueTextEquals("ownerReferences"u8))
            {
                owners = s_owners.Share(JsonRead.Array(ref reader, Owner));
            }
            else
            {
                // managedFields, selfLink and the like
                JsonRead.Skip(ref reader);
            }
        }

        return new ObjectMeta
        {
            Namespace = ns,
            Name = name,
            Uid = uid,
            HasGeneratedName = isGenerated,
            Labels = labels,
            Annotations = annotations,
            CreationTime = created ?? defaultCreationTime,
            DeletionTime = deleted,
            ResourceVersion = version,
            Generation = generation,
            Owners = owners,
        };
    }

    // Long ones (a whole applied object, say) are one of a kind, and would be held after their object is gone.
    private static LabelSet ShareIfSmall(LabelSet annotations)
    {
        int length = 0;
        for (int i = 0; i < annotations.Count; i++)
        {
            length += annotations[i].Value.Length;
        }

        return length <= SharedAnnotationCharacters ? s_labels.Share(annotations) : annotations;
    }

    private static OwnerReference Owner(ref Utf8JsonReader reader)
    {
        string apiVersion = "", kind = "", name = "", uid = "";
        bool controller = false;
        bool present = JsonRead.Object(ref reader);
        while (present && JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("apiVersion"u8))
            {
                apiVersion = JsonRead.String(ref reader);
            }
            else if (reader.ValueTextEquals("kind"u8))
            {
                kind = JsonRead.String(ref reader);
            }
            else if (reader.ValueTextEquals("name"u8))
            {
                name = JsonRead.String(ref reader);
            }
            else if (reader.ValueTextEquals("uid"u8))
            {
                uid = JsonRead.String(ref reader);
            }
            else if (reader.ValueTextEquals("controller"u8))
            {
                controller = JsonRead.Bool(ref reader);
            }
            else
            {
                JsonRead.Skip(ref reader);
            }
        }

        return new OwnerReference(apiVersion, kind, name, uid, controller);
    }
}
