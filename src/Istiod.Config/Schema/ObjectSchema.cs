using Istiod.Primitives;

namespace Istiod.Config.Schema;

/// <summary>
/// What an API server refuses of an object, beside values of a wrong type, which the decoder finds: names, limits, and the rules that
/// Istio's CRDs carry. Not the validating webhook.
/// </summary>
/// <remarks>Source: the machine directives of the Istio API (kubebuilder, CEL) and Kubernetes' own validation of what is read here. Not yet:
/// the rules of the Gateway API's CRDs.</remarks>
public static class ObjectSchema
{
    /// <summary>Checks an object after its defaults were filled. Empty if an API server would take it.</summary>
    public static ValueArray<Finding> Check(KindDescriptor kind, DataNode root)
    {
        DataNode? meta = root["metadata"];
        SchemaReport report = new($"{kind.Kind}/{meta?.TextOf("namespace")}/{meta?.TextOf("name")}");
        CoreSchema.Metadata(kind, meta, report);
        DataNode? spec = root["spec"];
        switch (kind.Group)
        {
            case "":
                CoreSchema.Check(kind, spec, report);
                break;
            case "networking.istio.io":
                NetworkingSchema.Check(kind, spec, report);
                break;
            case "security.istio.io":
                SecuritySchema.Check(kind, spec, report);
                break;
            case "telemetry.istio.io" or "extensions.istio.io":
                ExtensionSchema.Check(kind, spec, report);
                break;
            default:
                break;
        }

        return report.Findings;
    }
}
