namespace Istiod.Primitives;

/// <summary>A host and a port as one text; IPv6 hosts stand in brackets.</summary>
/// <remarks>Source: Go's net.SplitHostPort, net.JoinHostPort.</remarks>
public static class HostPort
{
    /// <summary>Takes a text apart; neither part is checked.</summary>
    public static bool TrySplit(string text, out string host, out string port)
    {
        host = port = "";
        int colon = text.LastIndexOf(':');
        if (colon < 0)
        {
            return false;
        }

        string inner;
        if (text[0] == '[')
        {
            int end = text.IndexOf(']', StringComparison.Ordinal);
            if (end < 0 || end + 1 != colon)
            {
                return false;
            }

            inner = text[1..end];
        }
        else
        {
            inner = text[..colon];
            if (inner.Contains(':', StringComparison.Ordinal))
            {
                return false;
            }
        }

        if (inner.AsSpan().ContainsAny('[', ']') || text.AsSpan(colon).ContainsAny('[', ']'))
        {
            return false;
        }

        (host, port) = (inner, text[(colon + 1)..]);
        return true;
    }

    /// <summary>Joins host and port, with brackets where the host has a colon.</summary>
    public static string Join(string host, string port) =>
        host.Contains(':', StringComparison.Ordinal) ? $"[{host}]:{port}" : $"{host}:{port}";
}
