using System.Text.Json;
using Istiod.Config.Json;

namespace Istiod.Config.Kinds.Core;

/// <summary>Takes nothing beside the metadata.</summary>
internal sealed class MetadataOnlyReader : SpecReader
{
    public static readonly MetadataOnlyReader Instance = new();

    public override bool TryRead(ref Utf8JsonReader reader) => false;

    public override object? Finish() => MetadataOnlySpec.Instance;
}
