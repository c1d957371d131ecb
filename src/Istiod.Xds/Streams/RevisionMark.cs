namespace Istiod.Xds.Streams;

/// <summary>A number that several threads only raise.</summary>
internal static class RevisionMark
{
    /// <summary>Raises <paramref name="mark"/> to <paramref name="revision"/> if it is lower.</summary>
    public static void Raise(ref long mark, long revision)
    {
        long known = Volatile.Read(ref mark);
        while (known < revision)
        {
            long seen = Interlocked.CompareExchange(ref mark, revision, known);
            if (seen == known)
            {
                return;
            }

            known = seen;
        }
    }
}
