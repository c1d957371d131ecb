namespace Istiod.Model;

/// <summary>Where something runs; each part may be empty.</summary>
public sealed record Locality(string Region, string Zone, string SubZone)
{
    /// <summary>Nowhere in particular.</summary>
    public static readonly Locality None = new("", "", "");

    /// <summary>Reads <c>region/zone/subzone</c>; missing parts are empty.</summary>
    public static Locality Parse(string text)
    {
        if (text.Length == 0)
        {
            return None;
        }

        string[] parts = text.Split('/', 3);
        return new Locality(parts[0], parts.Length > 1 ? parts[1] : "", parts.Length > 2 ? parts[2] : "");
    }

    /// <summary><c>region/zone/subzone</c>, without empty parts at the end.</summary>
    public override string ToString() =>
        SubZone.Length > 0 ? $"{Region}/{Zone}/{SubZone}" : Zone.Length > 0 ? $"{Region}/{Zone}" : Region;
}
