namespace Istiod.Testing.ApiServer;

/// <summary>One request that the server got.</summary>
/// <param name="Verb">Kubernetes' verb: get, list, watch, create, update, patch, delete, deletecollection; the lower-case method for other paths.</param>
/// <param name="Path">Path of the URL.</param>
/// <param name="Query">Query with its <c>?</c>; empty if none.</param>
/// <param name="User">Authenticated user.</param>
/// <param name="Group">API group; empty for the core group and other paths.</param>
/// <param name="Resource">Plural name; empty for other paths.</param>
/// <param name="Subresource">E.g. <c>status</c>; mostly empty.</param>
/// <param name="Namespace">Empty for cluster-wide requests.</param>
/// <param name="Name">Empty for collections.</param>
public sealed record RequestRecord(
    string Verb,
    string Path,
    string Query,
    string User,
    string Group,
    string Resource,
    string Subresource,
    string Namespace,
    string Name)
{
    /// <summary>HTTP status of the answer; 0 while there is none.</summary>
    public int Status { get; internal set; }

    /// <summary>Name of the object that was to be created, once the request is answered; mostly empty.</summary>
    public string CreatedName { get; internal set; } = "";

    /// <summary>Value of <c>User-Agent</c>.</summary>
    public string UserAgent { get; init; } = "";

    /// <summary>Value of <c>Accept</c>.</summary>
    public string Accept { get; init; } = "";

    /// <summary>Value of <c>Content-Type</c>.</summary>
    public string ContentType { get; init; } = "";

    /// <summary>Kestrel's id of the connection: equal for requests of one connection.</summary>
    public string Connection { get; init; } = "";

    /// <summary><c>HTTP/1.1</c> or <c>HTTP/2</c>.</summary>
    public string Protocol { get; init; } = "";

    /// <summary>Whether it only tried a write.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>Whether it could change something.</summary>
    public bool IsWrite => Verb is "create" or "update" or "patch" or "delete" or "deletecollection";

    /// <summary>Verb, resource with group and subresource, and name: what a test lists.</summary>
    public string Summary
    {
        get
        {
            string resource = Resource.Length == 0 ? Path : Group.Length == 0 ? Resource : $"{Resource}.{Group}";
            string sub = Subresource.Length == 0 ? "" : $"/{Subresource}";
            string place = Namespace.Length == 0 ? Name : Name.Length == 0 ? Namespace : $"{Namespace}/{Name}";
            return place.Length == 0 ? $"{Verb} {resource}{sub}" : $"{Verb} {resource}{sub} {place}";
        }
    }
}
