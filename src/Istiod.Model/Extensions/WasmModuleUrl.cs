using System.Diagnostics.CodeAnalysis;

namespace Istiod.Model;

/// <summary>Where a WebAssembly module comes from.</summary>
/// <param name="Text">The URL; of a file, its path.</param>
/// <param name="IsFile">The module is a file beside the proxy.</param>
public sealed record WasmModuleUrl(string Text, bool IsFile)
{
    private const string FileScheme = "file";

    /// <summary>Reads a URL; one without a scheme names an OCI image.</summary>
    /// <returns>False if it is empty or no URL.</returns>
    /// <remarks>istiod: pilot/pkg/model/extensions.go:buildDataSource.</remarks>
    public static bool TryRead(string text, [NotNullWhen(true)] out WasmModuleUrl? url)
    {
        url = null;
        if (text.Length == 0)
        {
            return false;
        }

        foreach (char c in text)
        {
            if (char.IsControl(c))
            {
                return false;
            }
        }

        int scheme = SchemeLength(text);
        if (scheme == 0)
        {
            // A colon before the first slash would be a scheme that is none.
            int colon = text.IndexOf(':', StringComparison.Ordinal);
            int slash = text.IndexOf('/', StringComparison.Ordinal);
            if (colon >= 0 && (slash < 0 || colon < slash))
            {
                return false;
            }

            url = new WasmModuleUrl("oci://" + text.TrimStart('/'), IsFile: false);
            return true;
        }

        string name = text[..scheme];
        url = string.Equals(name, FileScheme, StringComparison.OrdinalIgnoreCase)
            ? new WasmModuleUrl(text.StartsWith("file://", StringComparison.Ordinal) ? text["file://".Length..] : text, IsFile: true)
            : new WasmModuleUrl(name.ToLowerInvariant() + text[scheme..], IsFile: false);
        return true;
    }

    private static int SchemeLength(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c == ':')
            {
                return i;
            }

            if (!char.IsAsciiLetter(c) && (i == 0 || !(char.IsAsciiDigit(c) || c is '+' or '-' or '.')))
            {
                return 0;
            }
        }

        return 0;
    }
}
