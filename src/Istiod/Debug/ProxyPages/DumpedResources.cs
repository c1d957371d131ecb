using System.Text;
using Istiod.Protobuf;
using Istiod.Protos.Envoy.Config.Core.V3;
using Istiod.Protos.Envoy.Extensions.Filters.Http.Wasm.V3;
using Istiod.Protos.Envoy.Extensions.TransportSockets.Tls.V3;
using Istiod.Resources;
using Istiod.Xds;

namespace Istiod.Debug.ProxyPages;

/// <summary>What a proxy has of one type, as dumps may show it: private keys and pull secrets are covered.</summary>
/// <remarks>
/// istiod: pilot/pkg/xds/debug.go:getConfigDumpByResourceType. Differs: it shows what was sent, not what would be generated now; the two
/// are the same but for changes that are on their way.
/// </remarks>
internal static class DumpedResources
{
    private const string WasmSecret = "ISTIO_META_WASM_IMAGE_PULL_SECRET";
    private const string WasmType = "type.googleapis.com/envoy.extensions.filters.http.wasm.v3.Wasm";

    /// <summary>The resources that the proxy subscribed to, in name order, each made as it is read.</summary>
    public static IEnumerable<(XdsResource Resource, AnyValue Message)> Of(XdsConnection connection, XdsType type)
    {
        TypeStatus? status = connection.Types.FirstOrDefault(t => t.Type == type);
        if (status is null)
        {
            yield break;
        }

        for (int i = 0; i < status.View.Count; i++)
        {
            XdsResource resource = status.View[i];
            if (status.AsksFor(resource.Name))
            {
                yield return (resource, Show(type, resource));
            }
        }
    }

    /// <summary>Push version of what was sent last; empty before.</summary>
    public static string VersionOf(XdsConnection connection)
    {
        TypeStatus? last = null;
        foreach (TypeStatus status in connection.Types)
        {
            if (status.SentVersion.Length > 0 && (last is null || status.SentTime > last.SentTime))
            {
                last = status;
            }
        }

        return last?.SentVersion ?? "";
    }

    /// <summary>A resource as it may be shown.</summary>
    public static AnyValue Show(XdsType type, XdsResource resource) =>
        type == XdsType.Secret ? AnyValue.Pack(WithoutKeys(Secret.Parse(resource.ToArray())))
        : type == XdsType.ExtensionConfig ? WithoutPullSecret(resource)
        : AnyValue.FromBytes(type.TypeUrl, resource.ToArray());

    private static Secret WithoutKeys(Secret secret)
    {
        if (secret.TlsCertificate is { } certificate)
        {
            certificate.PrivateKey = new DataSource { InlineBytes = Encoding.UTF8.GetBytes("[redacted]") };
        }

        return secret;
    }

    // A Wasm filter is shown itself, without the message around it, as the reference does.
    private static AnyValue WithoutPullSecret(XdsResource resource)
    {
        byte[] bytes = resource.ToArray();
        TypedExtensionConfig config = TypedExtensionConfig.Parse(bytes);
        if (config.TypedConfig is not { } typed || typed.TypeUrl != WasmType)
        {
            return AnyValue.FromBytes(XdsType.ExtensionConfig.TypeUrl, bytes);
        }

        Wasm wasm = Wasm.Parse(typed.ToValueBytes().Span);
        if (wasm.Config?.VmConfig?.EnvironmentVariables is { } environment && environment.KeyValues.ContainsKey(WasmSecret))
        {
            environment.KeyValues[WasmSecret] = "<Redacted>";
        }

        return AnyValue.Pack(wasm);
    }
}
