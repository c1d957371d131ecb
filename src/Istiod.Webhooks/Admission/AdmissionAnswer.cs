namespace Istiod.Webhooks.Admission;

/// <summary>What a webhook call is answered with.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">The body; <c>text/plain; charset=utf-8</c> always, JSON too, as the reference never says otherwise.</param>
public sealed record AdmissionAnswer(int Status, ReadOnlyMemory<byte> Body)
{
    /// <summary>The content type of every answer.</summary>
    public const string ContentType = "text/plain; charset=utf-8";

    /// <summary>A plain message, as Go's <c>http.Error</c> writes it.</summary>
    public static AdmissionAnswer Text(int status, string message) =>
        new(status, System.Text.Encoding.UTF8.GetBytes(message + "\n"));
}
