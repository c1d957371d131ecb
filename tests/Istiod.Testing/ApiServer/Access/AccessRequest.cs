namespace Istiod.Testing.ApiServer.Access;

/// <summary>What a user wants to do.</summary>
internal sealed record AccessRequest
{
    public required string Verb { get; init; }

    public string Group { get; init; } = "";

    public string Resource { get; init; } = "";

    public string Subresource { get; init; } = "";

    public string Namespace { get; init; } = "";

    public string Name { get; init; } = "";

    /// <summary>Path of a request that is about no resource; else empty.</summary>
    public string NonResourcePath { get; init; } = "";
}
