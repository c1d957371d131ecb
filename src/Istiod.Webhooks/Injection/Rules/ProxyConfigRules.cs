using System.Text;
using Istiod.Config.Mesh;
using Istiod.Config.Validation;
using Istiod.Primitives;
using Istiod.Protos.Istio.Mesh.V1Alpha1;

namespace Istiod.Webhooks.Injection.Rules;

/// <summary>Checks a pod's own proxy config: by the rules of the mesh's.</summary>
/// <remarks>istiod: pkg/kube/inject/validate.go:validateProxyConfig. Warnings are not shown there either.</remarks>
internal static class ProxyConfigRules
{
    /// <summary>What is wrong with the YAML of a proxy config laid over the defaults; null if nothing is.</summary>
    public static string? Check(string yaml)
    {
        byte[] text = Encoding.UTF8.GetBytes(yaml);
        if (!MeshConfigReader.TryApplyProxy(text, "annotation", MeshDefaults.Proxy(), out ProxyConfig? proxy, out Finding? fault))
        {
            return $"failed to convert to apply proxy config: {Decoding(fault, text)}";
        }

        ValidationReport report = MeshConfigValidator.Proxy(proxy, "annotation");
        return report.IsValid ? null : report.ErrorText;
    }

    /// <summary>A fault of reading, as Go's YAML library tells it: without the context, with the line.</summary>
    private static string Decoding(Finding fault, ReadOnlySpan<byte> yaml) =>
        fault.Code == "yaml.syntax" ? GoText.YamlFault(fault, yaml) : fault.Message;
}
