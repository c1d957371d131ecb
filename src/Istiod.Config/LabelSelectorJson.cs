using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Istiod.Config.Json;
using Istiod.Primitives;

namespace Istiod.Config;

/// <summary>Reads <c>{matchLabels, matchExpressions}</c>.</summary>
public static class LabelSelectorJson
{
    /// <summary>Reads a selector; JSON null selects nothing, the empty object everything.</summary>
    /// <param name="error">What is wrong, else null.</param>
    public static bool TryRead(
        ReadOnlySpan<byte> json, [NotNullWhen(true)] out LabelSelector? selector, [NotNullWhen(false)] out string? error)
    {
        selector = null;
        try
        {
            Utf8JsonReader reader = new(json, Decoder.ReaderOptions);
            reader.Read();
            if (reader.TokenType == JsonTokenType.Null)
            {
                selector = LabelSelector.Nothing;
                error = null;
                return true;
            }

            return TryRead(ref reader, out selector, out error);
        }
        catch (DecodeException fault)
        {
            // A value of a wrong type: the user's mistake, handed back as data.
            error = fault.Message;
        }
        catch (JsonException fault)
        {
            // Broken JSON, likewise.
            error = fault.Message;
        }

        return false;
    }

    private static bool TryRead(
        ref Utf8JsonReader reader, [NotNullWhen(true)] out LabelSelector? selector, [NotNullWhen(false)] out string? error)
    {
        List<LabelRequirement> requirements = [];
        bool present = JsonRead.Object(ref reader);
        while (present && JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("matchLabels"u8))
            {
                foreach (KeyValuePair<string, string> label in JsonRead.Labels(ref reader))
                {
                    requirements.Add(new LabelRequirement(label.Key, LabelOperator.Equal, [label.Value]));
                }
            }
            else if (reader.ValueTextEquals("matchExpressions"u8))
            {
                foreach (LabelRequirement requirement in JsonRead.Array(ref reader, Expression))
                {
                    requirements.Add(requirement);
                }
            }
            else
            {
                JsonRead.Skip(ref reader);
            }
        }

        return LabelSelector.TryCreate(requirements, out selector, out error);
    }

    private static LabelRequirement Expression(ref Utf8JsonReader reader)
    {
        string key = "", name = "";
        ValueArray<string> values = default;
        bool present = JsonRead.Object(ref reader);
        while (present && JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("key"u8))
            {
                key = JsonRead.String(ref reader);
            }
            else if (reader.ValueTextEquals("operator"u8))
            {
                name = JsonRead.String(ref reader);
            }
            else if (reader.ValueTextEquals("values"u8))
            {
                values = JsonRead.Strings(ref reader);
            }
            else
            {
                JsonRead.Skip(ref reader);
            }
        }

        LabelOperator operation = name switch
        {
            "In" => LabelOperator.In,
            "NotIn" => LabelOperator.NotIn,
            "Exists" => LabelOperator.Exists,
            "DoesNotExist" => LabelOperator.DoesNotExist,
            _ => throw new DecodeException("", $"\"{name}\" is not a valid label selector operator"),
        };
        return new LabelRequirement(key, operation, values);
    }
}
