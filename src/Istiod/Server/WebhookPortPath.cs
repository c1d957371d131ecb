using System.Text;
using Microsoft.AspNetCore.Http.Features;

namespace Istiod.Server;

/// <summary>Paths as Go's ServeMux wants them.</summary>
internal static class WebhookPortPath
{
    /// <summary>The decoded path of a request, encoded slashes too, which Kestrel leaves as they are.</summary>
    public static string Of(HttpContext context)
    {
        string target = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        if (!target.StartsWith('/'))
        {
            return context.Request.Path.Value ?? "/";
        }

        int query = target.IndexOf('?', StringComparison.Ordinal);
        return Uri.UnescapeDataString(query < 0 ? target : target[..query]);
    }

    /// <summary>A decoded path without empty parts, <c>.</c> and <c>..</c>; a slash at the end stays.</summary>
    public static string Clean(string path)
    {
        if (path.Length > 0 && path[0] == '/' && !path.Contains("//", StringComparison.Ordinal) && !path.Contains("/.", StringComparison.Ordinal))
        {
            return path;
        }

        List<string> parts = [];
        foreach (string part in path.Split('/'))
        {
            switch (part)
            {
                case "" or ".":
                    break;
                case "..":
                    if (parts.Count > 0)
                    {
                        parts.RemoveAt(parts.Count - 1);
                    }

                    break;
                default:
                    parts.Add(part);
                    break;
            }
        }

        string clean = "/" + string.Join('/', parts);
        return path.EndsWith('/') && clean.Length > 1 ? clean + "/" : clean;
    }

    /// <summary>A path for a header: what is not allowed there, percent-encoded.</summary>
    public static string Encode(string path)
    {
        StringBuilder result = new(path.Length);
        foreach (byte b in Encoding.UTF8.GetBytes(path))
        {
            if (char.IsAsciiLetterOrDigit((char)b) || "/-._~!$&'()*+,;=:@".Contains((char)b, StringComparison.Ordinal))
            {
                result.Append((char)b);
            }
            else
            {
                result.Append('%').Append(Convert.ToHexString([b]));
            }
        }

        return result.ToString();
    }
}
