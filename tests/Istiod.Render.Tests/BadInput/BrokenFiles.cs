using System.Text;

namespace Istiod.Render.Tests.BadInput;

/// <summary>Files that are no YAML at all, or that would cost too much: nothing of them counts.</summary>
internal static class BrokenFiles
{
    /// <summary>Contents by name.</summary>
    public static Dictionary<string, byte[]> All() => new(StringComparer.Ordinal)
    {
        ["truncated mapping"] = Text(WatchedMesh.Victim[..^20]),
        ["truncated text"] = Text("apiVersion: v1\nkind: \"Serv"),
        ["tab as indentation"] = Text("apiVersion: v1\nkind: Service\nmetadata:\n\tname: victim\n"),
        ["unclosed list"] = Text("apiVersion: v1\nkind: Service\nspec: {ports: [1, 2\n"),
        ["two colons"] = Text("apiVersion: v1: v2\nkind: Service\n"),
        ["alias bomb"] = Text(AliasBomb()),
        ["alias of itself"] = Text("apiVersion: v1\nkind: Service\nmetadata: &a {name: x, more: *a}\n"),
        ["alias of nothing"] = Text("apiVersion: v1\nkind: Service\nmetadata: *nobody\n"),
        ["lists 10,000 deep"] = Text("apiVersion: v1\nkind: Service\nspec: " + new string('[', 10_000) + new string(']', 10_000)),
        ["mappings 10,000 deep"] = Text("spec: " + string.Concat(Enumerable.Repeat("{a: ", 10_000)) + new string('}', 10_000)),
        ["sequences 10,000 deep"] = Text(string.Concat(Enumerable.Repeat("- ", 10_000))),
        ["NUL byte"] = Text("apiVersion: v1\nkind: Ser\0vice\n"),
        ["NUL bytes alone"] = new byte[4096],
        ["invalid UTF-8"] = [.. Text("apiVersion: v1\nkind: Service\nmetadata: {name: "), 0xC3, 0x28, 0xFF, (byte)'}'],
        ["lone surrogate in UTF-8"] = [.. Text("a: "), 0xED, 0xA0, 0x80],
        ["control characters"] = Text("a: \u0001\u0002\u001b[31m\n"),
        ["a directive nobody knows"] = Text("%YAML 9.9\n---\na: b\n"),
        ["binary"] = [.. Enumerable.Range(0, 5000).Select(i => (byte)(i * 131))],
        ["one document of 17 MB"] = Text("a: '" + new string('x', 17 << 20) + "'"),
        ["file of 65 MB"] = new byte[65 << 20],
        ["complex key"] = Text("? {a: b}\n: c\n"),
        ["unknown tag"] = Text("apiVersion: !!python/object:os.system v1\nkind: [\n"),
    };

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    private static string AliasBomb()
    {
        StringBuilder text = new("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 12; i++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"a{i}: &a{i} [*a{i - 1}, *a{i - 1}, *a{i - 1}, *a{i - 1}, *a{i - 1}, *a{i - 1}, *a{i - 1}, *a{i - 1}]\n");
        }

        return text.ToString();
    }
}
