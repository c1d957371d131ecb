using System.Text;
using Istiod.Protobuf;
using Istiod.Protos;
using Istiod.Resources;

namespace Istiod.Render.Tests.Equivalence;

/// <summary>Compares views by names, versions and bytes, and says where they differ.</summary>
internal static class ViewComparison
{
    /// <summary><c>null</c> if they are the same; else what differs.</summary>
    public static string? Difference(XdsType type, ResourceView? mine, ResourceView? other)
    {
        if (mine is null || other is null)
        {
            return mine is null && other is null ? null : $"one of them is not served ({mine?.Count}, {other?.Count})";
        }

        Dictionary<string, XdsResource> left = ByName(mine);
        Dictionary<string, XdsResource> right = ByName(other);
        foreach ((string name, XdsResource resource) in left)
        {
            if (!right.Remove(name, out XdsResource? twin))
            {
                return $"{name} should not be there";
            }

            byte[] bytes = resource.ToArray();
            byte[] twinBytes = twin.ToArray();
            if (!bytes.AsSpan().SequenceEqual(twinBytes))
            {
                return $"{name} differs:\n{Lines(Json(type, bytes), Json(type, twinBytes))}";
            }

            if (resource.Version != twin.Version)
            {
                return $"{name}: same bytes, other version";
            }
        }

        return right.Count > 0 ? $"{right.Keys.First()} is missing" : null;
    }

    /// <summary>A resource as text.</summary>
    public static string Json(XdsType type, byte[] bytes) =>
        AnyValue.FromBytes(type.TypeUrl, bytes).ToJson(ProtoJsonOptions.Golden(ProtoTypes.Resolver));

    private static Dictionary<string, XdsResource> ByName(ResourceView view)
    {
        Dictionary<string, XdsResource> all = new(StringComparer.Ordinal);
        foreach (XdsResource resource in view.Resources)
        {
            all.Add(resource.Name, resource);
        }

        return all;
    }

    private static string Lines(string mine, string other)
    {
        string[] left = mine.Replace(",", ",\n").Split('\n');
        string[] right = other.Replace(",", ",\n").Split('\n');
        StringBuilder text = new();
        int shown = 0;
        for (int i = 0; i < Math.Max(left.Length, right.Length) && shown < 6; i++)
        {
            string a = i < left.Length ? left[i] : "";
            string b = i < right.Length ? right[i] : "";
            if (a != b)
            {
                text.Append("  is:        ").Append(a).Append("\n  should be: ").Append(b).Append('\n');
                shown++;
            }
        }

        return text.ToString();
    }
}
