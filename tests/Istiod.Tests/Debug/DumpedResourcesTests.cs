using System.Text;
using Istiod.Debug.ProxyPages;
using Istiod.Protobuf;
using Istiod.Protos.Envoy.Config.Core.V3;
using Istiod.Protos.Envoy.Extensions.Filters.Http.Wasm.V3;
using Istiod.Protos.Envoy.Extensions.TransportSockets.Tls.V3;
using Istiod.Protos.Envoy.Extensions.Wasm.V3;
using Istiod.Resources;

namespace Istiod.Tests.Debug;

/// <summary>Dumps cover what must not be seen, and change nothing that is shared.</summary>
public sealed class DumpedResourcesTests
{
    private readonly ResourceStore _store = new();

    [Fact]
    public void Show_SecretWithKey_CoversIt()
    {
        Secret secret = new()
        {
            Name = "kubernetes://shop",
            TlsCertificate = new TlsCertificate { CertificateChain = Bytes("chain"), PrivateKey = Bytes("KEY-OF-SHOP") },
        };
        XdsResource resource = _store.Create(secret.Name, secret);

        AnyValue shown = DumpedResources.Show(XdsType.Secret, resource);

        Assert.True(shown.TryUnpack<Secret>(out Secret? covered));
        Assert.Equal("[redacted]", Encoding.UTF8.GetString(covered.TlsCertificate!.PrivateKey!.InlineBytes.Span));
        Assert.Equal("chain", Encoding.UTF8.GetString(covered.TlsCertificate.CertificateChain!.InlineBytes.Span));
        Assert.DoesNotContain("KEY-OF-SHOP", Encoding.Latin1.GetString(shown.ToByteArray()), StringComparison.Ordinal);
        Assert.Equal("KEY-OF-SHOP", Encoding.UTF8.GetString(Secret.Parse(resource.ToArray()).TlsCertificate!.PrivateKey!.InlineBytes.Span));
    }

    [Fact]
    public void Show_WasmWithPullSecret_CoversItAndShowsTheFilter()
    {
        Wasm wasm = new()
        {
            Config = new PluginConfig
            {
                Name = "shop.filter",
                VmConfig = new VmConfig { EnvironmentVariables = new EnvironmentVariables() },
            },
        };
        wasm.Config.VmConfig.EnvironmentVariables.KeyValues["ISTIO_META_WASM_IMAGE_PULL_SECRET"] = "LOGIN";
        wasm.Config.VmConfig.EnvironmentVariables.KeyValues["OTHER"] = "seen";
        XdsResource resource = _store.Create("shop.filter", new TypedExtensionConfig { Name = "shop.filter", TypedConfig = AnyValue.Pack(wasm) });

        AnyValue shown = DumpedResources.Show(XdsType.ExtensionConfig, resource);

        Assert.True(shown.TryUnpack<Wasm>(out Wasm? covered));
        Assert.Equal("<Redacted>", covered.Config!.VmConfig!.EnvironmentVariables!.KeyValues["ISTIO_META_WASM_IMAGE_PULL_SECRET"]);
        Assert.Equal("seen", covered.Config.VmConfig.EnvironmentVariables.KeyValues["OTHER"]);
    }

    [Fact]
    public void Show_OtherExtension_IsAsItIs()
    {
        TypedExtensionConfig config = new() { Name = "x", TypedConfig = AnyValue.Pack(new Struct()) };

        AnyValue shown = DumpedResources.Show(XdsType.ExtensionConfig, _store.Create("x", config));

        Assert.True(shown.TryUnpack<TypedExtensionConfig>(out TypedExtensionConfig? same));
        Assert.Equal(config, same);
    }

    private static DataSource Bytes(string text) => new() { InlineBytes = Encoding.UTF8.GetBytes(text) };
}
