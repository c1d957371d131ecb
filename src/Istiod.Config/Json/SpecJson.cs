using Istiod.Primitives;
using Istiod.Protobuf;

namespace Istiod.Config.Json;

/// <summary>How specs are read: unknown fields are no error and durations may have Go's form, as in the reference's clients.</summary>
internal static class SpecJson
{
    private const long NanosPerSecond = 1_000_000_000;

    public static readonly ProtoJsonOptions Options = new() { IgnoreUnknownFields = true, IsJsonpb = true, ReadDuration = ReadDuration };

    private static Duration? ReadDuration(string text) =>
        GoDuration.TryParse(text, out long nanoseconds, out _)
            ? new Duration(nanoseconds / NanosPerSecond, (int)(nanoseconds % NanosPerSecond))
            : null;
}
