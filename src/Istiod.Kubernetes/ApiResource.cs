using System.Text;
using Istiod.Config;

namespace Istiod.Kubernetes;

/// <summary>A resource type as the API server's URLs name it.</summary>
/// <param name="Group">API group; empty for the core group.</param>
/// <param name="Version">Version within the group.</param>
/// <param name="Plural">Name in URLs.</param>
/// <param name="IsNamespaced">Whether objects live in namespaces.</param>
public readonly record struct ApiResource(string Group, string Version, string Plural, bool IsNamespaced)
{
    /// <summary>TokenReviews: create only.</summary>
    public static readonly ApiResource TokenReviews = new("authentication.k8s.io", "v1", "tokenreviews", false);

    /// <summary>SubjectAccessReviews: create only.</summary>
    public static readonly ApiResource SubjectAccessReviews = new("authorization.k8s.io", "v1", "subjectaccessreviews", false);

    /// <summary><c>group/version</c>, or the version alone for the core group.</summary>
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>The resource of a kind in the version that is watched and written.</summary>
    public static ApiResource Of(KindDescriptor kind)
    {
        ArgumentNullException.ThrowIfNull(kind);
        return new ApiResource(kind.Group, kind.Versions[0], kind.Plural, kind.IsNamespaced);
    }

    /// <summary>Path of the collection, of one object or of its subresource.</summary>
    /// <param name="ns">Namespace; empty for all namespaces and for cluster-wide kinds.</param>
    /// <param name="name">Object; empty for the collection.</param>
    /// <param name="subresource">E.g. <c>status</c>; needs a name.</param>
    /// <exception cref="ArgumentException">A part is no path segment (names may come from users' config).</exception>
    public string Path(string ns, string name = "", string subresource = "")
    {
        StringBuilder path = new(96);
        path.Append(Group.Length == 0 ? "/api/" : "/apis/");
        if (Group.Length > 0)
        {
            path.Append(Group).Append('/');
        }

        path.Append(Version);
        if (IsNamespaced && ns.Length > 0)
        {
            path.Append("/namespaces/").Append(Segment(ns));
        }

        path.Append('/').Append(Plural);
        if (name.Length > 0)
        {
            path.Append('/').Append(Segment(name));
        }

        if (subresource.Length > 0)
        {
            path.Append('/').Append(Segment(subresource));
        }

        return path.ToString();
    }

    /// <summary><c>plural.group</c>.</summary>
    public override string ToString() => Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    // The rule of apimachinery's path segment names; "..", escaped or not, would climb to another object.
    private static string Segment(string text) =>
        text is "." or ".." || text.AsSpan().ContainsAny('/', '%')
            ? throw new ArgumentException($"\"{text}\" cannot be part of a path")
            : Uri.EscapeDataString(text);
}
