using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Istiod.Webhooks.Injection.Json;

namespace Istiod.Webhooks.Injection.Yaml;

/// <summary>Writes JSON as YAML in the form of <c>sigs.k8s.io/yaml</c>: block style, sorted keys, two spaces, lists not indented.</summary>
internal sealed class GoYaml
{
    private const int Step = 2;
    private const int LineWidth = 80;
    private readonly StringBuilder _output = new();
    private int _lineStart;

    private GoYaml()
    {
    }

    /// <summary>The YAML of a JSON text that we wrote, with a line feed at its end.</summary>
    public static string FromJson(string json) => Write(GoJsonParser.Parse(json));

    /// <summary>The YAML of a tree, with a line feed at its end.</summary>
    public static string Write(JsonNode? tree)
    {
        GoYaml yaml = new();
        yaml.Value(tree, 0, isInline: true);
        return yaml._output.ToString();
    }

    /// <summary>Writes a value; the output stands behind a key or dash with its space, or at the start.</summary>
    /// <param name="indent">Column of the members of a map that is written here.</param>
    /// <param name="isInline">Whether a collection begins on the same line.</param>
    private void Value(JsonNode? node, int indent, bool isInline)
    {
        switch (node)
        {
            case JsonObject { Count: > 0 } members:
                Map(members, indent, isInline);
                break;
            case JsonArray { Count: > 0 } items:
                List(items, indent, isInline);
                break;
            case JsonObject:
                Line("{}");
                break;
            case JsonArray:
                Line("[]");
                break;
            default:
                Scalar(node, indent);
                break;
        }
    }

    private void Map(JsonObject members, int indent, bool isInline)
    {
        string[] names = new string[members.Count];
        int at = 0;
        foreach (KeyValuePair<string, JsonNode?> member in members)
        {
            names[at++] = member.Key;
        }

        Array.Sort(names, YamlKeyOrder.Instance);
        foreach (string name in names)
        {
            Open(indent, ref isInline);
            Key(name);
            _output.Append(':');
            JsonNode? value = members[name];
            if (value is JsonObject { Count: > 0 } or JsonArray { Count: > 0 })
            {
                Break();
                Value(value, value is JsonArray ? indent : indent + Step, isInline: false);
            }
            else
            {
                _output.Append(' ');
                Value(value, indent + Step, isInline: true);
            }
        }
    }

    private void List(JsonArray items, int indent, bool isInline)
    {
        foreach (JsonNode? item in items)
        {
            Open(indent, ref isInline);
            _output.Append("- ");
            Value(item, indent + Step, isInline: true);
        }
    }

    private void Open(int indent, ref bool isInline)
    {
        if (!isInline)
        {
            _output.Append(' ', indent);
        }

        isInline = false;
    }

    private void Key(string name)
    {
        YamlScalarForm form = YamlScalarForm.Of(name);
        if (name.Contains('\n', StringComparison.Ordinal) || !YamlScalarForm.IsText(name))
        {
            DoubleQuoted(name, 0, canFold: false);
        }
        else if (form.IsPlainAllowed)
        {
            _output.Append(name);
        }
        else if (form.IsSingleAllowed)
        {
            SingleQuoted(name, 0, canFold: false);
        }
        else
        {
            DoubleQuoted(name, 0, canFold: false);
        }
    }

    private void Scalar(JsonNode? node, int indent)
    {
        switch (node?.GetValueKind() ?? JsonValueKind.Null)
        {
            case JsonValueKind.String:
                Text(node.Text() ?? "", indent == 0 ? Step : indent);
                break;
            case JsonValueKind.Number:
                Line(Number(node!.ToJsonString())); // null has no kind
                break;
            case JsonValueKind.True:
                Line("true");
                break;
            case JsonValueKind.False:
                Line("false");
                break;
            default:
                Line("null");
                break;
        }
    }

    private void Text(string text, int indent)
    {
        YamlScalarForm form = YamlScalarForm.Of(text);
        if (text.Contains('\n', StringComparison.Ordinal))
        {
            if (form.IsBlockAllowed)
            {
                Literal(text, indent);
                return;
            }

            DoubleQuoted(text, indent, canFold: true);
        }
        else if (!YamlScalarForm.IsText(text))
        {
            DoubleQuoted(text, indent, canFold: true);
        }
        else if (form.IsPlainAllowed)
        {
            Plain(text, indent);
        }
        else if (form.IsSingleAllowed)
        {
            SingleQuoted(text, indent, canFold: true);
        }
        else
        {
            DoubleQuoted(text, indent, canFold: true);
        }

        Break();
    }

    private void Literal(string text, int indent)
    {
        _output.Append('|');
        if (text[0] is ' ' or '\n')
        {
            _output.Append(Step);
        }

        bool endsWithBreak = text[^1] == '\n';
        if (!endsWithBreak)
        {
            _output.Append('-');
        }
        else if (text.Length == 1 || text[^2] == '\n')
        {
            _output.Append('+');
        }

        Break();
        string body = endsWithBreak ? text[..^1] : text;
        foreach (string line in body.Split('\n'))
        {
            if (line.Length > 0)
            {
                _output.Append(' ', indent).Append(line);
            }

            Break();
        }
    }

    private void Plain(string text, int indent)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == ' ' && IsFold(text, i))
            {
                Fold(indent);
            }
            else
            {
                _output.Append(text[i]);
            }
        }
    }

    private void SingleQuoted(string text, int indent, bool canFold)
    {
        _output.Append('\'');
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == ' ' && canFold && i > 0 && i < text.Length - 1 && IsFold(text, i))
            {
                Fold(indent);
            }
            else
            {
                _output.Append(text[i]);
                if (text[i] == '\'')
                {
                    _output.Append('\'');
                }
            }
        }

        _output.Append('\'');
    }

    private void DoubleQuoted(string text, int indent, bool canFold)
    {
        _output.Append('"');
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c == ' ' && canFold && i > 0 && i < text.Length - 1 && IsFold(text, i))
            {
                Fold(indent);
                if (text[i + 1] == ' ')
                {
                    _output.Append('\\');
                }
            }
            else
            {
                Escaped(text, i);
            }
        }

        _output.Append('"');
    }

    private void Escaped(string text, int at)
    {
        char c = text[at];
        string? escape = c switch
        {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\0' => "\\0",
            '\a' => "\\a",
            '\b' => "\\b",
            '\t' => "\\t",
            '\n' => "\\n",
            '\v' => "\\v",
            '\f' => "\\f",
            '\r' => "\\r",
            '\x1b' => "\\e",
            '\x85' => "\\N",
            '\u2028' => "\\L",
            '\u2029' => "\\P",
            '\uFEFF' => "\\uFEFF",
            < ' ' or (>= '\x7F' and < '\xA0') => string.Create(CultureInfo.InvariantCulture, $"\\x{(int)c:X2}"),
            _ => null,
        };
        if (escape is null)
        {
            _output.Append(c);
        }
        else
        {
            _output.Append(escape);
        }
    }

    /// <summary>A line breaks at the first space behind its width, unless another space follows.</summary>
    private bool IsFold(string text, int at) =>
        _output.Length - _lineStart > LineWidth && (at == 0 || text[at - 1] != ' ') && (at + 1 >= text.Length || text[at + 1] != ' ');

    private void Fold(int indent)
    {
        Break();
        _output.Append(' ', indent);
    }

    private void Line(string text)
    {
        _output.Append(text);
        Break();
    }

    private void Break()
    {
        _output.Append('\n');
        _lineStart = _output.Length;
    }

    /// <summary>An integer as it is; of another number, Go's shortest form with an exponent from 21 digits or below four zeros.</summary>
    private static string Number(string digits)
    {
        if (!digits.AsSpan().ContainsAny('.', 'e', 'E') || !double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out double value))
        {
            return digits;
        }

        string text = value.ToString("R", CultureInfo.InvariantCulture);
        double size = Math.Abs(value);
        if (size != 0 && (size < 1e-4 || size >= 1e6))
        {
            text = value.ToString("0.################e+00", CultureInfo.InvariantCulture);
        }

        return text;
    }
}
