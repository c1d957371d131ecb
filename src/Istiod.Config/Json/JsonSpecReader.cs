using System.Buffers;
using System.Text.Json;

namespace Istiod.Config.Json;

/// <summary>Keeps <c>spec</c> as JSON; for kinds without one, the object without type, metadata and status.</summary>
internal sealed class JsonSpecReader(bool hasSpec) : SpecReader
{
    private ArrayBufferWriter<byte>? _members;
    private JsonValue? _spec;

    public override bool TryRead(ref Utf8JsonReader reader)
    {
        if (hasSpec)
        {
            if (!reader.ValueTextEquals("spec"u8))
            {
                return false;
            }

            _spec = JsonRead.Raw(ref reader);
            return true;
        }

        if (reader.ValueTextEquals("status"u8))
        {
            return false;
        }

        (_members ??= new ArrayBufferWriter<byte>(256)).Write(_members.WrittenCount == 0 ? "{"u8 : ","u8);
        using (Utf8JsonWriter name = new(_members, JsonRead.RelaxedWriting))
        {
            name.WriteStringValue(reader.GetString());
        }

        _members.Write(":"u8);
        using Utf8JsonWriter value = new(_members, JsonRead.RelaxedWriting);
        JsonRead.CopyValue(ref reader, value);
        return true;
    }

    public override object? Finish()
    {
        if (_members is not null)
        {
            _members.Write("}"u8);
            _spec = new JsonValue(_members.WrittenSpan);
        }

        return _spec;
    }
}
