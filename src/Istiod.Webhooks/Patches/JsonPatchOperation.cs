using System.Text.Json;
using System.Text.Json.Nodes;

namespace Istiod.Webhooks.Patches;

/// <summary>One step of a JSON patch (RFC 6902).</summary>
/// <param name="Op">add, remove, replace, move, copy or test.</param>
/// <param name="Path">Where, as a JSON pointer.</param>
/// <param name="Value">What is added, put in place or compared; may have a parent, so clone it before it goes elsewhere.</param>
/// <param name="From">Where from, for move and copy.</param>
public readonly record struct JsonPatchOperation(string Op, string Path, JsonNode? Value = null, string? From = null)
{
    /// <summary>Whether the kind of operation has a value, null included.</summary>
    public bool HasValue => Op is "add" or "replace" or "test";

    /// <summary>Writes the operation as an object.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("op"u8, Op);
        if (From is not null)
        {
            writer.WriteString("from"u8, From);
        }

        writer.WriteString("path"u8, Path);
        if (HasValue)
        {
            writer.WritePropertyName("value"u8);
            if (Value is null)
            {
                writer.WriteNullValue();
            }
            else
            {
                Value.WriteTo(writer);
            }
        }

        writer.WriteEndObject();
    }
}
