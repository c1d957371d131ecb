using Istiod.Protobuf;

namespace Istiod.Envoy.Routes;

/// <summary>Makes metadata values.</summary>
internal static class RouteMetadata
{
    /// <summary>A struct with one text field.</summary>
    public static Struct Of(string name, string text)
    {
        Struct fields = new();
        fields.Fields[name] = Value.For(text);
        return fields;
    }
}
