using System.Globalization;

namespace Istiod.Debug.Shapes;

/// <summary>Times as Go's JSON has them.</summary>
internal static class DebugTime
{
    /// <summary>RFC 3339, UTC, with the fraction that is there.</summary>
    public static string Text(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}
