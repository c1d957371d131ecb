namespace Istiod.Webhooks.Admission;

/// <summary>One call of a webhook over HTTP.</summary>
/// <param name="Path">Decoded path.</param>
/// <param name="ContentType">Value of the header; empty if there is none.</param>
/// <param name="Body">The whole body, at most <see cref="MaxBytes"/>.</param>
public sealed record AdmissionCall(string Path, string ContentType, ReadOnlyMemory<byte> Body)
{
    /// <summary>Most bytes of a body: twice what etcd holds of one object. Longer ones are answered with <see cref="TooLarge"/>.</summary>
    public const int MaxBytes = 6 << 20;

    /// <summary>The answer to a longer body.</summary>
    /// <remarks>istiod: pkg/kube/util.go:HTTPConfigReader.</remarks>
    public static AdmissionAnswer TooLarge { get; } =
        AdmissionAnswer.Text(400, "Request entity too large: limit is 6291456");

    /// <summary>The answer to what no webhook reads; null if the call can be read.</summary>
    public AdmissionAnswer? Fault()
    {
        if (Body.IsEmpty)
        {
            return AdmissionAnswer.Text(400, "no body found");
        }

        return ContentType == "application/json"
            ? null
            : AdmissionAnswer.Text(415, "invalid Content-Type, want `application/json`");
    }
}
