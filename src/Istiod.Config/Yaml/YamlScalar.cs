using System.Globalization;
using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Istiod.Config.Yaml;

/// <summary>What a scalar means: YAML 1.1 booleans, nulls, integers in four bases and floats when plain; explicit tags.</summary>
/// <remarks>Source: go-yaml v2 as sigs.k8s.io/yaml carries it, seen in the recorded answers (primitives/yaml).</remarks>
internal static class YamlScalar
{
    private const string Prefix = "tag:yaml.org,2002:";

    public static bool IsMerge(Scalar scalar) =>
        scalar.Value == "<<" && (scalar.Tag.IsEmpty ? scalar.Style == ScalarStyle.Plain : scalar.Tag.Value == Prefix + "merge");

    public static DataNode Resolve(Scalar scalar, int line, YamlOptions options)
    {
        if (scalar.Tag.IsEmpty && scalar.Style == ScalarStyle.Plain)
        {
            return ResolvePlain(scalar.Value, line, options);
        }

        YamlNumber number = default;
        ScalarType type = Classify(scalar, line, ref number);
        return type == ScalarType.Binary
            ? DataNode.String(Binary(scalar, line), line)
            : Node(type, scalar.Value, number, line);
    }

    /// <summary>The value of an unquoted, untagged scalar.</summary>
    public static DataNode ResolvePlain(string text, int line, YamlOptions options)
    {
        YamlNumber number = default;
        return !options.HasLetterBooleans && text is ("y" or "Y" or "n" or "N")
            ? DataNode.String(text, line)
            : Node(Implicit(text, ref number), text, number, line);
    }

    /// <summary>Whether a plain text is a boolean or null.</summary>
    public static bool IsWord(string text)
    {
        YamlNumber number = default;
        return Implicit(text, ref number) is ScalarType.True or ScalarType.False or ScalarType.Null;
    }

    public static string ResolveKey(Scalar scalar, int line, YamlOptions options)
    {
        if (!options.HasLetterBooleans && IsPlainLetter(scalar))
        {
            return scalar.Value;
        }

        YamlNumber number = default;
        return Classify(scalar, line, ref number) switch
        {
            ScalarType.Null => throw new YamlFault("unsupported map key of type: null", line),
            ScalarType.True => "true",
            ScalarType.False => "false",
            ScalarType.Integer => number.IsUnsigned
                ? throw new YamlFault("unsupported map key of type: uint64", line)
                : number.Digits,
            ScalarType.Float => YamlNumber.FormatKey(number.Float),
            ScalarType.Binary => Binary(scalar, line),
            _ => scalar.Value,
        };
    }

    private static DataNode Node(ScalarType type, string text, YamlNumber number, int line)
    {
        switch (type)
        {
            case ScalarType.Null:
                return DataNode.Null(line);
            case ScalarType.True or ScalarType.False:
                return DataNode.Bool(type == ScalarType.True, line);
            case ScalarType.Integer:
                return DataNode.Number(number.Digits, line);
            case ScalarType.Float:
                return double.IsFinite(number.Float)
                    ? DataNode.Number(YamlNumber.FormatJson(number.Float), line)
                    : throw new YamlFault($"unsupported value: {text}", line);
            default:
                return DataNode.String(text, line);
        }
    }

    private static bool IsPlainLetter(Scalar scalar) => scalar.Tag.IsEmpty && scalar.Style == ScalarStyle.Plain && scalar.Value is ("y" or "Y" or "n" or "N");

    private static ScalarType Classify(Scalar scalar, int line, ref YamlNumber number)
    {
        string tag = scalar.Tag.IsEmpty || scalar.Tag.IsNonSpecific ? "" : scalar.Tag.Value;
        if (tag.Length == 0)
        {
            return scalar.Style == ScalarStyle.Plain || !scalar.Tag.IsEmpty
                ? Implicit(scalar.Value, ref number)
                : ScalarType.Text;
        }

        if (!tag.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return ScalarType.Text;
        }

        string wanted = tag[Prefix.Length..];
        switch (wanted)
        {
            case "binary":
                return ScalarType.Binary;
            case "bool" or "int" or "float" or "null" or "timestamp":
                break;
            default:
                return ScalarType.Text;
        }

        ScalarType found = Implicit(scalar.Value, ref number);
        bool fits = wanted switch
        {
            "bool" => found is ScalarType.True or ScalarType.False,
            "int" => found == ScalarType.Integer,
            "float" => found is ScalarType.Float or ScalarType.Integer,
            "null" => found == ScalarType.Null,
            _ => found == ScalarType.Text && YamlTimestamp.IsTimestamp(scalar.Value),
        };
        if (!fits)
        {
            throw new YamlFault($"cannot decode `{scalar.Value}` as a !!{wanted}", line);
        }

        if (wanted == "float" && found == ScalarType.Integer)
        {
            number = new YamlNumber(double.Parse(number.Digits, CultureInfo.InvariantCulture));
            return ScalarType.Float;
        }

        return found;
    }

    private static ScalarType Implicit(string text, ref YamlNumber number)
    {
        switch (text)
        {
            case "" or "~" or "null" or "Null" or "NULL":
                return ScalarType.Null;
            case "y" or "Y" or "yes" or "Yes" or "YES" or "true" or "True" or "TRUE" or "on" or "On" or "ON":
                return ScalarType.True;
            case "n" or "N" or "no" or "No" or "NO" or "false" or "False" or "FALSE" or "off" or "Off" or "OFF":
                return ScalarType.False;
            case ".nan" or ".NaN" or ".NAN":
                number = new YamlNumber(double.NaN);
                return ScalarType.Float;
            case ".inf" or ".Inf" or ".INF" or "+.inf" or "+.Inf" or "+.INF":
                number = new YamlNumber(double.PositiveInfinity);
                return ScalarType.Float;
            case "-.inf" or "-.Inf" or "-.INF":
                number = new YamlNumber(double.NegativeInfinity);
                return ScalarType.Float;
            default:
                return text[0] is '+' or '-' or '.' or (>= '0' and <= '9') && YamlNumber.TryParse(text, out number)
                    ? number.Digits is null ? ScalarType.Float : ScalarType.Integer
                    : ScalarType.Text;
        }
    }

    private static string Binary(Scalar scalar, int line)
    {
        byte[] bytes = new byte[(scalar.Value.Length * 3 / 4) + 3];
        string packed = scalar.Value.Replace("\n", "", StringComparison.Ordinal).Replace("\r", "", StringComparison.Ordinal);
        if (packed.Contains(' ', StringComparison.Ordinal)
            || packed.Contains('\t', StringComparison.Ordinal)
            || !Convert.TryFromBase64String(packed, bytes, out int written))
        {
            throw new YamlFault("!!binary value contains invalid base64 data", line);
        }

        return Encoding.UTF8.GetString(bytes, 0, written);
    }

    private enum ScalarType
    {
        Text,
        Null,
        True,
        False,
        Integer,
        Float,
        Binary,
    }
}
