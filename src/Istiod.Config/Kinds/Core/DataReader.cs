using System.Text.Json;
using Istiod.Config.Json;
using Istiod.Primitives;

namespace Istiod.Config.Kinds.Core;

/// <summary>Reads a ConfigMap or a Secret.</summary>
internal sealed class DataReader(bool isSecret) : SpecReader
{
    private string _type = "";
    private LabelSet _texts = LabelSet.Empty;
    private ValueArray<KeyValuePair<string, ByteString>> _bytes;

    public override bool TryRead(ref Utf8JsonReader reader)
    {
        if (isSecret && reader.ValueTextEquals("type"u8))
        {
            _type = JsonRead.String(ref reader);
        }
        else if (isSecret ? reader.ValueTextEquals("data"u8) : reader.ValueTextEquals("binaryData"u8))
        {
            _bytes = JsonRead.Bytes(ref reader);
        }
        else if (!isSecret && reader.ValueTextEquals("data"u8))
        {
            _texts = JsonRead.Labels(ref reader, internValues: false);
        }
        else
        {
            return false;
        }

        return true;
    }

    public override object? Finish() =>
        isSecret ? new SecretSpec(_type, _bytes) : new ConfigMapSpec(_texts, _bytes);
}
