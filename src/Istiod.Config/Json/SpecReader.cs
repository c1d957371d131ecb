using System.Text.Json;

namespace Istiod.Config.Json;

/// <summary>Reads the members of one object beside its type and metadata, then gives the spec.</summary>
internal abstract class SpecReader
{
    /// <summary>Takes a top-level member.</summary>
    /// <param name="reader">On the property name; if taken, left on the last token of the value.</param>
    /// <returns>False if the member is of no interest; nothing has been read then.</returns>
    public abstract bool TryRead(ref Utf8JsonReader reader);

    /// <summary>The spec, once all members have been offered.</summary>
    public abstract object? Finish();
}
