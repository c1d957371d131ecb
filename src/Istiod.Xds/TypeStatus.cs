using Istiod.Resources;

namespace Istiod.Xds;

/// <summary>How one type stands on one stream; for debug pages.</summary>
/// <param name="Type">Which.</param>
/// <param name="SentNonce">Nonce of the newest response; empty before the first.</param>
/// <param name="AckedNonce">Nonce of the newest accepted response; empty before the first.</param>
/// <param name="SentVersion">Push version of the newest response.</param>
/// <param name="AckedVersion">Push version of the newest accepted response.</param>
/// <param name="LastError">Text of the last rejection that no accepted response followed.</param>
/// <param name="SentTime">When the newest response was begun.</param>
/// <param name="View">The view that the proxy was last brought to.</param>
public sealed record TypeStatus(
    XdsType Type,
    string SentNonce,
    string AckedNonce,
    string SentVersion,
    string AckedVersion,
    string? LastError,
    DateTimeOffset SentTime,
    ResourceView View)
{
    /// <summary>Whether a name is subscribed to.</summary>
    public Func<string, bool> AsksFor { get; init; } = static _ => true;

    /// <summary>Names subscribed to explicitly that the view need not have.</summary>
    public NameList Beyond { get; init; } = NameList.Empty;
}
