using System.Text;

namespace Istiod.Security;

/// <summary>Reads Envoy's <c>x-forwarded-client-cert</c>: elements by comma, pairs by semicolon, values possibly quoted.</summary>
/// <remarks>Source: Envoy's documentation of the header; which values are identities: istiod, xfcc_authenticator.go:buildSecurityCaller.</remarks>
internal static class ForwardedCertificate
{
    private const int MaxLength = 16 * 1024;

    /// <summary>URI and DNS values and the subject's common name of all elements, in order.</summary>
    /// <returns>False if the header is broken or names nobody.</returns>
    public static bool TryReadIdentities(string header, out List<string> identities)
    {
        identities = [];
        if (header.Length > MaxLength)
        {
            return false;
        }

        int at = 0;
        List<string> uris = [];
        List<string> dns = [];
        string? subject = null;
        while (at <= header.Length)
        {
            int equals = header.IndexOf('=', at);
            if (equals < 0)
            {
                return false;
            }

            string key = header[at..equals].Trim();
            if (!TryReadValue(header, equals + 1, out string value, out at))
            {
                return false;
            }

            switch (key.ToUpperInvariant())
            {
                case "URI":
                    uris.Add(value);
                    break;
                case "DNS":
                    dns.Add(value);
                    break;
                case "SUBJECT":
                    subject = value;
                    break;
                case "BY" or "HASH" or "CERT" or "CHAIN":
                    break;
                default:
                    return false;
            }

            bool isEnd = at >= header.Length;
            if (isEnd || header[at] == ',')
            {
                Flush(identities, uris, dns, subject);
                subject = null;
            }

            if (isEnd)
            {
                break;
            }

            at++;
        }

        return identities.Count > 0;
    }

    private static void Flush(List<string> identities, List<string> uris, List<string> dns, string? subject)
    {
        identities.AddRange(uris);
        identities.AddRange(dns);
        uris.Clear();
        dns.Clear();
        if (subject is not null && CommonName(subject) is { Length: > 0 } name)
        {
            identities.Add(name);
        }
    }

    // Up to the separator; a quoted value may hold separators, and quotes behind a backslash.
    private static bool TryReadValue(string header, int begin, out string value, out int end)
    {
        value = "";
        if (begin < header.Length && header[begin] == '"')
        {
            StringBuilder text = new();
            for (int i = begin + 1; i < header.Length; i++)
            {
                char c = header[i];
                if (c == '\\' && i + 1 < header.Length)
                {
                    text.Append(header[++i]);
                }
                else if (c == '"')
                {
                    end = i + 1;
                    value = text.ToString();
                    return end == header.Length || header[end] is ';' or ',';
                }
                else
                {
                    text.Append(c);
                }
            }

            end = header.Length;
            return false;
        }

        end = header.AsSpan(begin).IndexOfAny(';', ',');
        end = end < 0 ? header.Length : begin + end;
        value = header[begin..end];
        return !value.Contains('"', StringComparison.Ordinal);
    }

    // Subjects are RFC 2253 text: CN=name,O=org with backslash escapes.
    private static string CommonName(string subject)
    {
        int at = 0;
        while (at < subject.Length)
        {
            StringBuilder part = new();
            for (; at < subject.Length && subject[at] is not (',' or '+' or '/'); at++)
            {
                if (subject[at] == '\\' && at + 1 < subject.Length)
                {
                    at++;
                }

                part.Append(subject[at]);
            }

            at++;
            string text = part.ToString().TrimStart();
            if (text.StartsWith("CN=", StringComparison.OrdinalIgnoreCase))
            {
                return text[3..];
            }
        }

        return "";
    }
}
