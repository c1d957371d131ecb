using System.Text.Json;
using Istiod.Protobuf;

namespace Istiod.Config.Json;

/// <summary>Reads <c>spec</c> as a generated message; an object without spec has the empty message.</summary>
internal sealed class MessageReader<T> : SpecReader
    where T : class, IProtoMessage<T>
{
    private T? _spec;

    public override bool TryRead(ref Utf8JsonReader reader)
    {
        if (!reader.ValueTextEquals("spec"u8))
        {
            return false;
        }

        try
        {
            _spec = SpecReading.Read<T>(ref reader);
        }
        catch (ProtoJsonException fault)
        {
            // The user's value does not fit the message.
            throw new DecodeException(fault.Path.Length == 0 ? "spec" : $"spec.{fault.Path}", fault.Reason);
        }

        return true;
    }

    public override object? Finish() => _spec ?? T.Create();
}
