using System.Globalization;
using System.Text;
using Istiod.Primitives;
using YamlDotNet.Core;

namespace Istiod.Config.Yaml;

/// <summary>YAML → <see cref="DataNode"/>s with the meaning that Kubernetes' tools give it (sigs.k8s.io/yaml: YAML 1.1, JSON values).</summary>
public static class YamlReader
{
    private static readonly UTF8Encoding s_strictUtf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>Reads every document of a file. A broken one is reported, the others go on; empty ones are left out.</summary>
    /// <param name="file">Name for findings.</param>
    /// <remarks>Documents are split at lines of <c>---</c> before they are parsed, as Kubernetes' YAMLReader does.</remarks>
    public static List<YamlDocument> ReadAll(ReadOnlySpan<byte> utf8, string file, YamlOptions? options = null)
    {
        List<YamlDocument> documents = [];
        YamlSplitter splitter = new(utf8);
        while (splitter.TryNext(out ReadOnlySpan<byte> chunk, out int line))
        {
            if (!TryRead(chunk, file, line, options, out DataNode? root, out Finding? fault))
            {
                documents.Add(new YamlDocument(documents.Count, line, null, fault));
            }
            else if (!root!.IsNull)
            {
                documents.Add(new YamlDocument(documents.Count, line, root, null));
            }
        }

        return documents;
    }

    /// <summary>Reads the first document of a text; an empty text is null.</summary>
    /// <param name="firstLine">Line of the file that the text begins at.</param>
    /// <returns>False with a fault, whose path is <c>file:line</c>.</returns>
    public static bool TryRead(
        ReadOnlySpan<byte> utf8, string file, int firstLine, YamlOptions? options, out DataNode? root, out Finding? fault)
    {
        options ??= YamlOptions.Default;
        root = null;
        try
        {
            root = Read(utf8, options);
            fault = null;
            return true;
        }
        catch (YamlFault broken)
        {
            // The user's mistake, handed back as data.
            fault = Finding(file, firstLine, broken.Line, broken.Message);
        }
        catch (YamlException broken)
        {
            // The parser's report, likewise.
            fault = Finding(file, firstLine, (int)broken.Start.Line, broken.Message);
        }
        catch (InvalidOperationException)
        {
            // The parser fails so on some text that no scanner rule covers (e.g. "- -\t").
            fault = Finding(file, firstLine, 1, "text cannot be scanned");
        }

        return false;
    }

    private static DataNode Read(ReadOnlySpan<byte> utf8, YamlOptions options)
    {
        if (utf8.Length > options.MaxBytes)
        {
            throw new YamlFault($"document is larger than {options.MaxBytes} bytes", 1);
        }

        return YamlFastReader.TryRead(utf8, options) ?? ReadFully(utf8, options);
    }

    /// <summary>Reads with the full parser.</summary>
    internal static DataNode ReadFully(ReadOnlySpan<byte> utf8, YamlOptions options)
    {
        string text = YamlText.Decode(utf8, s_strictUtf8);
        YamlText.CheckStart(text);
        try
        {
            return Parse(text, options);
        }
        catch (YamlException broken) when (broken.Message.Contains("extra spaces in first line", StringComparison.Ordinal))
        {
            // The parser refuses blank lines at the head of a block scalar that are as deep as its text; libyaml does not.
            return Parse(YamlText.TrimBlankHeads(text), options);
        }
    }

    private static DataNode Parse(string text, YamlOptions options)
    {
        using StringReader source = new(text);
        return new YamlTreeBuilder(new Parser(source), options).Read();
    }

    private static Finding Finding(string file, int firstLine, int line, string message) => new(
        "yaml.syntax",
        string.Create(CultureInfo.InvariantCulture, $"{file}:{firstLine + Math.Max(line, 1) - 1}"),
        message);
}
