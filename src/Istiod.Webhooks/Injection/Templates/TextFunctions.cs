using System.Text;
using Istiod.GoTemplate;

namespace Istiod.Webhooks.Injection.Templates;

/// <summary>Template functions over texts.</summary>
/// <remarks>istiod: pkg/kube/inject/template.go:indent, directory.</remarks>
internal static class TextFunctions
{
    /// <summary>Spaces before every line but the first. No spaces, or fewer, count as Go's <c>%0s</c> and <c>%-5s</c> of an empty text.</summary>
    public static string Indent(RenderContext context, long spaces, string text)
    {
        // fmt takes widths up to a million; beyond, the verb is broken, and nobody writes that.
        int width = (int)Math.Clamp(Math.Abs(spaces), 0, 1_000_000);
        StringBuilder result = new(text.Length);
        bool isFirst = true;
        foreach (ReadOnlySpan<char> line in Lines(text))
        {
            if (!isFirst)
            {
                context.Charge(width * 2L);
                result.Append('\n').Append(' ', width);
            }

            result.Append(line);
            isFirst = false;
        }

        return result.ToString();
    }

    /// <summary>A path up to and with its last slash.</summary>
    public static string Directory(string path) => path[..(path.LastIndexOf('/') + 1)];

    private static LineSequence Lines(string text) => new(text);

    private ref struct LineSequence(string text)
    {
        private int _next;

        public ReadOnlySpan<char> Current { get; private set; }

        public readonly LineSequence GetEnumerator() => this;

        public bool MoveNext()
        {
            if (_next > text.Length)
            {
                return false;
            }

            int end = text.IndexOf('\n', _next);
            end = end < 0 ? text.Length : end;
            Current = text.AsSpan(_next, end - _next);
            _next = end + 1;
            return true;
        }
    }
}
