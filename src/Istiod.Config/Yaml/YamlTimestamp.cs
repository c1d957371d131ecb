namespace Istiod.Config.Yaml;

/// <summary>Tells timestamps, which stay text; only the explicit tag asks.</summary>
internal static class YamlTimestamp
{
    /// <summary>Whether the text begins as <c>2001-12-14</c> with an optional time.</summary>
    public static bool IsTimestamp(string text) =>
        DateTimeOffset.TryParse(
            text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out _)
        && text.Length >= 8
        && text.AsSpan(0, 4).IndexOfAnyExceptInRange('0', '9') < 0
        && text[4] == '-';
}
