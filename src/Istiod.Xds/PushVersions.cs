using System.Globalization;

namespace Istiod.Xds;

/// <summary>Names revisions as the reference names pushes: local time in RFC 3339, a slash, a number.</summary>
internal sealed class PushVersions(TimeProvider time)
{
    private Named? _newest;

    /// <summary>The version text of a revision; one string for all streams.</summary>
    public string Of(long revision)
    {
        Named? newest = Volatile.Read(ref _newest);
        while (true)
        {
            if (newest is not null && newest.Revision == revision)
            {
                return newest.Text;
            }

            Named made = new(revision, Format(revision));
            if (newest is not null && newest.Revision > revision)
            {
                return made.Text;
            }

            Named? seen = Interlocked.CompareExchange(ref _newest, made, newest);
            if (ReferenceEquals(seen, newest))
            {
                return made.Text;
            }

            newest = seen;
        }
    }

    private string Format(long revision)
    {
        DateTimeOffset now = time.GetLocalNow();
        string zone = now.Offset == TimeSpan.Zero ? "'Z'" : "zzz";
        return now.ToString("yyyy-MM-dd'T'HH:mm:ss" + zone, CultureInfo.InvariantCulture)
            + "/" + revision.ToString(CultureInfo.InvariantCulture);
    }

    private sealed record Named(long Revision, string Text);
}
