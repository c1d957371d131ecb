using System.Globalization;

namespace Istiod.Model;

/// <summary>Istio version of a proxy. One that does not say is taken as newest.</summary>
/// <remarks>istiod: pilot/pkg/model/context.go:IstioVersion, ParseIstioVersion.</remarks>
public readonly record struct ProxyVersion(int Major, int Minor, int Patch) : IComparable<ProxyVersion>
{
    /// <summary>Newer than all.</summary>
    public static readonly ProxyVersion Newest = new(int.MaxValue, int.MaxValue, int.MaxValue);

    /// <summary>Reads <c>major.minor[.patch]</c> and ignores what follows; what cannot be read is <see cref="Newest"/>.</summary>
    public static ProxyVersion Parse(string text)
    {
        Span<int> parts = [0, 0, int.MaxValue];
        int at = 0;
        for (int n = 0; n < 3; n++)
        {
            int start = at;
            while (at < text.Length && char.IsAsciiDigit(text[at]))
            {
                at++;
            }

            if (at == start
                || !int.TryParse(text.AsSpan(start, at - start), NumberStyles.None, CultureInfo.InvariantCulture, out int value))
            {
                return n == 2 ? new ProxyVersion(parts[0], parts[1], int.MaxValue) : Newest;
            }

            parts[n] = value;
            if (at == text.Length || text[at] != '.')
            {
                return n == 0 ? Newest : new ProxyVersion(parts[0], parts[1], parts[2]);
            }

            at++;
        }

        return new ProxyVersion(parts[0], parts[1], parts[2]);
    }

    /// <summary>Whether this is <paramref name="major"/>.<paramref name="minor"/> or newer.</summary>
    public bool IsAtLeast(int major, int minor) => Major > major || (Major == major && Minor >= minor);

    /// <inheritdoc/>
    public int CompareTo(ProxyVersion other)
    {
        int order = Major.CompareTo(other.Major);
        order = order != 0 ? order : Minor.CompareTo(other.Minor);
        return order != 0 ? order : Patch.CompareTo(other.Patch);
    }
}
