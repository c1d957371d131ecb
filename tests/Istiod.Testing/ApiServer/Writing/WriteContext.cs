using Istiod.Testing.ApiServer.Access;
using Istiod.Testing.ApiServer.Resources;

namespace Istiod.Testing.ApiServer.Writing;

/// <summary>Who writes what, and how.</summary>
internal sealed record WriteContext(ApiResource Resource, UserInfo User)
{
    /// <summary>Only tries: all checks, nothing stored.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>
    /// A load by the test itself: identity, creation time and status of the object are kept as given, namespaces need not be there, and
    /// no webhook is asked.
    /// </summary>
    public bool IsTrusted { get; init; }

    /// <summary><c>Strict</c> refuses unknown fields of custom kinds; else they are dropped.</summary>
    public string FieldValidation { get; init; } = "";

    /// <summary>Name of the field manager.</summary>
    public string Manager { get; init; } = "unknown";
}
