using System.Text;
using System.Text.RegularExpressions;
using Istiod.Config;

namespace Istiod.Golden.Validation;

/// <summary>The review that an API server would send about an object of a validation file.</summary>
internal static partial class ReviewBody
{
    /// <summary>The text of a file with its long texts written out: <c>$repeat c N</c> stands for N times the character.</summary>
    public static byte[] Text(string file) =>
        Encoding.UTF8.GetBytes(Repeated().Replace(
            File.ReadAllText(file),
            static match => new string(match.Groups[1].Value[0], int.Parse(match.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture))));

    /// <summary>A creation of the object; its member <c>review</c> is laid over the review, where <c>$remove</c> takes a member away.</summary>
    public static byte[] Make(DataNode document)
    {
        DataNode item = DataNode.Object();
        foreach (KeyValuePair<string, DataNode> member in document.Members)
        {
            if (member.Key != "review")
            {
                item.Set(member.Key, member.Value);
            }
        }

        string[] version = (item.TextOf("apiVersion") ?? "").Split('/');
        string kind = item.TextOf("kind") ?? "";
        DataNode request = DataNode.Object();
        request.Set("uid", DataNode.String("00000000-0000-0000-0000-000000000001"));
        request.Set("kind", Named(version, "kind", kind));
        request.Set("resource", Named(version, "resource", Plural(item, version, kind)));
        request.Set("name", DataNode.String(item["metadata"]?.TextOf("name") ?? ""));
        request.Set("namespace", DataNode.String(item["metadata"]?.TextOf("namespace") ?? ""));
        request.Set("operation", DataNode.String("CREATE"));
        request.Set("object", item);
        DataNode review = DataNode.Object();
        review.Set("apiVersion", DataNode.String("admission.k8s.io/v1"));
        review.Set("kind", DataNode.String("AdmissionReview"));
        review.Set("request", request);
        if (document["review"] is { } over)
        {
            Lay(review, over);
        }

        return review.ToJson();
    }

    private static void Lay(DataNode below, DataNode over)
    {
        foreach (KeyValuePair<string, DataNode> member in over.Members)
        {
            if (member.Value is { Kind: DataKind.String, Text: "$remove" })
            {
                below.Remove(member.Key);
            }
            else if (member.Value.Kind == DataKind.Object && below[member.Key] is { Kind: DataKind.Object } inner)
            {
                Lay(inner, member.Value);
            }
            else
            {
                below.Set(member.Key, member.Value);
            }
        }
    }

    private static DataNode Named(string[] version, string field, string name)
    {
        DataNode node = DataNode.Object();
        node.Set("group", DataNode.String(version.Length > 1 ? version[0] : ""));
        node.Set("version", DataNode.String(version[^1]));
        node.Set(field, DataNode.String(name));
        return node;
    }

    private static string Plural(DataNode item, string[] version, string kind) =>
        KindCatalog.TryGet(item.TextOf("apiVersion") ?? string.Join('/', version), kind, out KindDescriptor? known)
            ? known.Plural
            : kind.ToLowerInvariant() + "s";

    [GeneratedRegex(@"\$repeat (\w) (\d+)")]
    private static partial Regex Repeated();
}
