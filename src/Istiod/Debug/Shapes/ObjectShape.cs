using System.Text.Json;
using Istiod.Config;
using Istiod.Protobuf;

namespace Istiod.Debug.Shapes;

/// <summary>Config objects: as Kubernetes has them, and as the reference has them within.</summary>
internal static class ObjectShape
{
    /// <summary>As Kubernetes has it.</summary>
    /// <remarks>istiod: pilot/pkg/config/kube/crd/conversion.go:ConvertConfig.</remarks>
    public static void Write(Utf8JsonWriter json, ConfigObject item)
    {
        json.WriteStartObject();
        json.WriteString("kind", item.Kind.Kind);
        json.WriteString("apiVersion", item.Kind.ApiVersion);
        json.WriteStartObject("metadata");
        ObjectMeta meta = item.Meta;
        json.WriteString("name", meta.Name);
        json.WriteIfAny("namespace", meta.Namespace);
        json.WriteIfAny("uid", meta.Uid);
        json.WriteIfAny("resourceVersion", meta.ResourceVersion);
        if (meta.Generation != 0)
        {
            json.WriteNumber("generation", meta.Generation);
        }

        json.WriteString("creationTimestamp", DebugTime.Text(meta.CreationTime));
        json.WriteMapIfAny("labels", meta.Labels);
        json.WriteMapIfAny("annotations", meta.Annotations);
        json.WriteEndObject();
        WriteSpec(json, "spec", item.Spec);
        if (item.Status is { } status && status.Utf8.Length > 2)
        {
            json.WritePropertyName("status");
            json.WriteRawValue(status.Utf8.Span, skipInputValidation: true);
        }

        json.WriteEndObject();
    }

    /// <summary>As the reference has it within.</summary>
    /// <param name="spec">The spec, which may differ from the object's.</param>
    /// <remarks>istiod: pkg/config/model.go:Config.</remarks>
    public static void WriteInner(Utf8JsonWriter json, ConfigObject item, IProtoMessage spec, string domain)
    {
        ObjectMeta meta = item.Meta;
        json.WriteStartObject();
        json.WritePropertyName("type");
        WriteKind(json, item.Kind);
        json.WriteIfAny("uid", meta.Uid);
        json.WriteString("name", meta.Name);
        json.WriteIfAny("namespace", meta.Namespace);
        json.WriteIfAny("domain", domain);
        json.WriteMapIfAny("labels", meta.Labels);
        json.WriteMapIfAny("annotations", meta.Annotations);
        json.WriteIfAny("resourceVersion", meta.ResourceVersion);
        json.WriteString("creationTimestamp", DebugTime.Text(meta.CreationTime));
        if (meta.Generation != 0)
        {
            json.WriteNumber("generation", meta.Generation);
        }

        WriteSpec(json, "Spec", spec);
        json.WritePropertyName("Status");
        if (item.Status is { } status)
        {
            json.WriteRawValue(status.Utf8.Span, skipInputValidation: true);
        }
        else
        {
            json.WriteStartObject();
            json.WriteEndObject();
        }

        json.WriteNull("Extra");
        json.WriteEndObject();
    }

    /// <summary>Group, version and kind.</summary>
    public static void WriteKind(Utf8JsonWriter json, KindDescriptor kind)
    {
        json.WriteStartObject();
        json.WriteString("group", kind.Group);
        json.WriteString("version", kind.Versions[0]);
        json.WriteString("kind", kind.Kind);
        json.WriteEndObject();
    }

    /// <summary>A spec, if it is a message or JSON.</summary>
    public static void WriteSpec(Utf8JsonWriter json, string name, object? spec)
    {
        if (spec is IProtoMessage message)
        {
            json.WritePropertyName(name);
            json.WriteMessage(message);
        }
        else if (spec is JsonValue value)
        {
            json.WritePropertyName(name);
            json.WriteRawValue(value.Utf8.Span, skipInputValidation: true);
        }
    }
}
