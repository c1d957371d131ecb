using Istiod.Model;
using Istiod.Protobuf;
using Istiod.Protobuf.WellKnown;
using Istiod.Protos.Envoy.Config.Core.V3;
using Istiod.Protos.Envoy.Extensions.Wasm.V3;
using Istiod.Protos.Istio.Extensions.V1Alpha1;
using HttpWasm = Istiod.Protos.Envoy.Extensions.Filters.Http.Wasm.V3.Wasm;
using NetworkWasm = Istiod.Protos.Envoy.Extensions.Filters.Network.Wasm.V3.Wasm;
using VmConfig = Istiod.Protos.Envoy.Extensions.Wasm.V3.VmConfig;

namespace Istiod.Envoy.Extensions;

/// <summary>Builds the config of a WebAssembly extension. The agent reads its variables, fetches the module and takes them out.</summary>
/// <remarks>istiod: pilot/pkg/model/extensions.go:buildWasmConfig, buildVMConfig.</remarks>
internal static class WasmConfigs
{
    private const string Runtime = "envoy.wasm.runtime.v8";
    private const string PullSecret = "ISTIO_META_WASM_IMAGE_PULL_SECRET";
    private const string PullPolicyVariable = "ISTIO_META_WASM_IMAGE_PULL_POLICY";
    private const string Version = "ISTIO_META_WASM_PLUGIN_RESOURCE_VERSION";

    private static readonly Duration FetchTimeout = new(30, 0);

    /// <summary>The config.</summary>
    /// <param name="extension">What its object says.</param>
    /// <param name="registryLogins">For the agent that pulls the module; <c>null</c>: it pulls without.</param>
    public static TypedExtensionConfig Build(WasmExtension extension, string? registryLogins)
    {
        WasmConfig spec = extension.Spec;
        PluginConfig config = new()
        {
            Name = $"{extension.Name.Namespace}.{extension.Name.Name}",
            RootId = spec.PluginName,
            Configuration = spec.PluginConfig is { Fields.Count: > 0 } settings
                ? AnyValue.Pack(new StringValue(settings.ToJson()))
                : new AnyValue(),
            VmConfig = new VmConfig { Runtime = Runtime, Code = Code(extension), EnvironmentVariables = Variables(extension, registryLogins) },
            FailurePolicy = spec.FailStrategy switch
            {
                FailStrategy.FailOpen => FailurePolicy.FailOpen,
                FailStrategy.FailReload => FailurePolicy.FailReload,
                _ => FailurePolicy.FailClosed,
            },
        };
        return new TypedExtensionConfig
        {
            Name = TrafficExtensionConfig.ResourcePrefix + config.Name,
            TypedConfig = spec.Type == PluginType.Network
                ? AnyValue.Pack(new NetworkWasm { Config = config })
                : AnyValue.Pack(new HttpWasm { Config = config }),
        };
    }

    private static AsyncDataSource Code(WasmExtension extension) => extension.Url.IsFile
        ? new AsyncDataSource { Local = new DataSource { Filename = extension.Url.Text } }
        : new AsyncDataSource
        {
            Remote = new RemoteDataSource
            {
                // The agent fetches it, so no cluster is needed.
                HttpUri = new HttpUri { Uri = extension.Url.Text, Timeout = FetchTimeout, Cluster = "_" },
                Sha256 = extension.Spec.Sha256,
            },
        };

    private static EnvironmentVariables Variables(WasmExtension extension, string? registryLogins)
    {
        WasmConfig spec = extension.Spec;
        EnvironmentVariables variables = new();
        if (spec.ImagePullSecret.Length > 0)
        {
            variables.KeyValues[PullSecret] = registryLogins ?? "";
        }

        if (spec.ImagePullPolicy != PullPolicy.UnspecifiedPolicy)
        {
            variables.KeyValues[PullPolicyVariable] = spec.ImagePullPolicy == PullPolicy.Always ? "Always" : "IfNotPresent";
        }

        variables.KeyValues[Version] = extension.ResourceVersion;
        foreach (EnvVar variable in spec.VmConfig?.Env ?? [])
        {
            if (variable.ValueFrom == EnvValueSource.Host)
            {
                variables.HostEnvKeys.Add(variable.Name);
            }
            else if (variable.ValueFrom == EnvValueSource.Inline)
            {
                variables.KeyValues[variable.Name] = variable.Value;
            }
        }

        return variables;
    }
}
