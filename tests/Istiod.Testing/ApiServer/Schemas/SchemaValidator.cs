using System.Globalization;
using System.Text.Json.Nodes;
using Istiod.Testing.ApiServer.Json;

namespace Istiod.Testing.ApiServer.Schemas;

/// <summary>Checks a value against a structural schema; collects what is wrong, at most <see cref="MaxFaults"/>.</summary>
/// <remarks>Source: k8s.io/kube-openapi validation and apiextensions-apiserver's listtype checks.</remarks>
internal sealed class SchemaValidator
{
    private const int MaxFaults = 100;
    private readonly List<FieldFault> _faults = [];

    public IReadOnlyList<FieldFault> Faults => _faults;

    /// <summary>Checks one value.</summary>
    public void Check(JsonNode? value, ObjectSchemaNode schema, string path)
    {
        if (_faults.Count >= MaxFaults)
        {
            return;
        }

        if (value is null)
        {
            if (!schema.IsNullable && schema.Type.Length > 0)
            {
                Fail(path, "null", $"{Place(path)} in body must be of type {schema.Type}: \"null\"");
            }

            return;
        }

        if (!HasType(value, schema))
        {
            Fail(path, Quoted(value), $"{Place(path)} in body must be of type {schema.Type}: \"{TypeOf(value)}\"");
            return;
        }

        if (schema.Enum is { } allowed && !allowed.Any(a => JsonNode.DeepEquals(a, value)))
        {
            _faults.Add(FieldFault.Unsupported(path, Trees.Text(value) ?? value.ToJsonString(), allowed.Select(a => Trees.Text(a) ?? a?.ToJsonString() ?? "null")));
        }

        switch (value)
        {
            case JsonObject map:
                CheckMap(map, schema, path);
                break;
            case JsonArray list:
                CheckList(list, schema, path);
                break;
            case JsonValue scalar when scalar.TryGetValue(out string? text):
                CheckText(text, schema, path);
                break;
            case JsonValue scalar when scalar.TryGetValue(out double number):
                CheckNumber(number, schema, path);
                break;
            default:
                break;
        }

        CheckAlternatives(value, schema, path);
    }

    private void CheckMap(JsonObject map, ObjectSchemaNode schema, string path)
    {
        foreach (string name in schema.Required)
        {
            if (!map.ContainsKey(name))
            {
                _faults.Add(FieldFault.Required(path.Length == 0 ? name : $"{path}.{name}"));
            }
        }

        if (map.Count < schema.MinProperties || map.Count > schema.MaxProperties)
        {
            Fail(path, map.Count.ToString(CultureInfo.InvariantCulture), $"{Place(path)} in body has the wrong number of properties");
        }

        foreach (KeyValuePair<string, JsonNode?> member in map)
        {
            if (schema.Member(member.Key) is { } known)
            {
                Check(member.Value, known, path.Length == 0 ? member.Key : $"{path}.{member.Key}");
            }
        }
    }

    private void CheckList(JsonArray list, ObjectSchemaNode schema, string path)
    {
        if (list.Count > schema.MaxItems)
        {
            _faults.Add(new("FieldValueTooMany", path, string.Create(CultureInfo.InvariantCulture, $"Too many: {list.Count}: must have at most {schema.MaxItems} items")));
        }

        if (list.Count < schema.MinItems)
        {
            Fail(path, list.Count.ToString(CultureInfo.InvariantCulture), string.Create(CultureInfo.InvariantCulture, $"{Place(path)} in body should have at least {schema.MinItems} items"));
        }

        HashSet<string> seen = new(StringComparer.Ordinal);
        for (int i = 0; i < list.Count; i++)
        {
            string at = string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]");
            string? key = schema.ListType switch
            {
                "set" => list[i]?.ToJsonString(),
                "map" => string.Join(",", schema.ListMapKeys.Select(k => Trees.At(list[i], k)?.ToJsonString())),
                _ => null,
            };
            if (key is not null && !seen.Add(key))
            {
                _faults.Add(new("FieldValueDuplicate", at, $"Duplicate value: {key}"));
            }

            if (schema.Items is { } items)
            {
                Check(list[i], items, at);
            }
        }
    }

    private void CheckText(string text, ObjectSchemaNode schema, string path)
    {
        // Lengths count code points, as Go's runes.
        int length = 0;
        foreach (System.Text.Rune _ in text.EnumerateRunes())
        {
            length++;
        }

        if (length > schema.MaxLength)
        {
            _faults.Add(new("FieldValueTooLong", path, string.Create(CultureInfo.InvariantCulture, $"Too long: may not be more than {schema.MaxLength} bytes")));
        }

        if (length < schema.MinLength)
        {
            Fail(path, $"\"{text}\"", string.Create(CultureInfo.InvariantCulture, $"{Place(path)} in body should be at least {schema.MinLength} chars long"));
        }

        if (schema.Pattern is { } pattern && !pattern.IsMatch(text))
        {
            Fail(path, $"\"{text}\"", $"{Place(path)} in body should match '{pattern}'");
        }

        if (schema.Format is "date-time" && !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
        {
            Fail(path, $"\"{text}\"", $"{Place(path)} in body must be of type date-time: \"{text}\"");
        }
    }

    private void CheckNumber(double number, ObjectSchemaNode schema, string path)
    {
        string shown = number.ToString(CultureInfo.InvariantCulture);
        if (number < schema.Minimum || (schema.IsMinimumExclusive && number == schema.Minimum))
        {
            Fail(path, shown, string.Create(CultureInfo.InvariantCulture, $"{Place(path)} in body should be greater than or equal to {schema.Minimum}"));
        }

        if (number > schema.Maximum || (schema.IsMaximumExclusive && number == schema.Maximum))
        {
            Fail(path, shown, string.Create(CultureInfo.InvariantCulture, $"{Place(path)} in body should be less than or equal to {schema.Maximum}"));
        }

        bool isTooWide = schema.Format switch
        {
            "int32" => number is < int.MinValue or > int.MaxValue,
            "uint32" => number is < 0 or > uint.MaxValue,
            _ => false,
        };
        if (isTooWide)
        {
            Fail(path, shown, $"{Place(path)} in body must be of type {schema.Format}: \"{shown}\"");
        }

        if (schema.MultipleOf is { } step && number % step != 0)
        {
            Fail(path, shown, string.Create(CultureInfo.InvariantCulture, $"{Place(path)} in body should be a multiple of {step}"));
        }
    }

    private void CheckAlternatives(JsonNode value, ObjectSchemaNode schema, string path)
    {
        foreach (ObjectSchemaNode all in schema.AllOf)
        {
            Check(value, all, path);
        }

        if (schema.AnyOf.Length > 0 && !schema.AnyOf.Any(a => Fits(value, a)))
        {
            Fail(path, Quoted(value), $"{Place(path)} in body must validate at least one schema (anyOf)");
        }

        if (schema.OneOf.Length > 0)
        {
            int fitting = schema.OneOf.Count(o => Fits(value, o));
            if (fitting != 1)
            {
                Fail(path, Quoted(value), fitting == 0
                    ? $"{Place(path)} in body must validate one and only one schema (oneOf). Found none valid"
                    : string.Create(CultureInfo.InvariantCulture, $"{Place(path)} in body must validate one and only one schema (oneOf). Found {fitting} valid alternatives"));
            }
        }

        if (schema.Not is { } not && Fits(value, not))
        {
            Fail(path, Quoted(value), $"{Place(path)} in body must not validate the schema (not)");
        }
    }

    private static bool Fits(JsonNode value, ObjectSchemaNode schema)
    {
        SchemaValidator trial = new();
        trial.Check(value, schema, "");
        return trial._faults.Count == 0;
    }

    private static bool HasType(JsonNode value, ObjectSchemaNode schema)
    {
        string type = TypeOf(value);
        return schema.IsIntOrString ? type is "integer" or "string"
            : schema.Type.Length == 0 || type == schema.Type || (schema.Type == "number" && type == "integer");
    }

    private static string TypeOf(JsonNode value) => value switch
    {
        JsonObject => "object",
        JsonArray => "array",
        JsonValue scalar when scalar.TryGetValue(out string? _) => "string",
        JsonValue scalar when scalar.TryGetValue(out bool _) => "boolean",
        JsonValue scalar when scalar.TryGetValue(out long _) => "integer",
        JsonValue scalar when scalar.TryGetValue(out double number) && Math.Floor(number) == number => "integer",
        _ => "number",
    };

    private static string Quoted(JsonNode value) => Trees.Text(value) is { } text ? $"\"{text}\"" : value.ToJsonString();

    private static string Place(string path) => path.Length == 0 ? "<nil>" : path;

    private void Fail(string path, string value, string detail) => _faults.Add(FieldFault.Invalid(path.Length == 0 ? "<nil>" : path, value, detail));
}
