using System.Text;
using Istiod.Protobuf;
using Istiod.Protos.Istio.Extensions.V1Alpha1;
using PortSelector = Istiod.Protos.Istio.Type.V1Beta1.PortSelector;

namespace Istiod.Config.Validation;

/// <summary>Rules on Wasm plugins and traffic extensions.</summary>
/// <remarks>istiod: pkg/config/validation/validation.go:ValidateWasmPlugin, ValidateTrafficExtension.</remarks>
internal static class ExtensionRules
{
    private const int ShaLength = 64;
    private const int MaxSecret = 253;
    private const int MaxName = 256;
    private const int MaxLua = 65536;

    private static readonly System.Buffers.SearchValues<char> s_hex = System.Buffers.SearchValues.Create("0123456789abcdef");

    public static ValidationReport CheckWasm(ConfigObject item, WasmPlugin spec)
    {
        Checker check = new(item.ToString());
        SelectorRules.OneOf(check, spec.Selector, spec.TargetRef, spec.HasTargetRefs);
        SelectorRules.Policy(check, spec.Selector);
        SelectorRules.Target(check, spec.TargetRef);
        SelectorRules.TargetList(check, spec.TargetRefs);
        check.Error("url", UrlRules.Wasm(spec.Url));
        check.Error("sha256", Sha(spec.Sha256));
        check.Error("imagePullSecret", Secret(spec.ImagePullSecret));
        check.Error("pluginName", Size(spec.PluginName) > MaxName ? "pluginName field must be less than 255 characters long" : null);
        check.Error("vmConfig.env", Environment(spec.VmConfig));
        for (int i = 0; i < spec.Match.Count; i++)
        {
            if (Ports(spec.Match[i].Ports, i) is { } fault)
            {
                using Checker.Scope at = check.In("match", i);
                check.Error("ports", fault);
                break;
            }
        }

        return check.Finish();
    }

    public static ValidationReport CheckTraffic(ConfigObject item, TrafficExtension spec)
    {
        Checker check = new(item.ToString());
        check.Error(spec.Wasm is null && spec.Lua is null ? "exactly one of wasm or lua must be set" : null);
        SelectorRules.OneOf(check, spec.Selector, null, spec.HasTargetRefs);
        SelectorRules.Policy(check, spec.Selector);
        SelectorRules.TargetList(check, spec.TargetRefs);
        if (spec.Lua is { } lua)
        {
            int size = Size(lua.InlineCode);
            check.Error(
                "lua.inlineCode",
                size == 0 ? "lua.inlineCode cannot be empty"
                    : size > MaxLua ? "lua.inlineCode exceeds maximum size of 64KB"
                    : null);
        }

        if (spec.Wasm is { } wasm)
        {
            using Checker.Scope at = check.In("wasm");
            check.Error("url", UrlRules.Wasm(wasm.Url));
            check.Error("sha256", Sha(wasm.Sha256));
            check.Error("imagePullSecret", Secret(wasm.ImagePullSecret));
            check.Error("pluginName", Size(wasm.PluginName) > MaxName ? "pluginName field must be less than 256 characters long" : null);
            check.Error("vmConfig.env", Environment(wasm.VmConfig));
        }

        for (int i = 0; i < spec.Match.Count; i++)
        {
            if (Ports(spec.Match[i].Ports, i) is { } fault)
            {
                using Checker.Scope at = check.In("match", i);
                check.Error("ports", fault);
                break;
            }
        }

        return check.Finish();
    }

    private static int Size(string text) => Encoding.UTF8.GetByteCount(text);

    private static string? Sha(string sha) =>
        sha.Length == 0 ? null
            : Size(sha) != ShaLength ? "sha256 field must be 64 characters long"
            : sha.AsSpan().ContainsAnyExcept(s_hex) ? "sha256 field must match [a-f0-9]{64} pattern"
            : null;

    private static string? Secret(string name) =>
        Size(name) > MaxSecret ? "imagePullSecret field must be less than 253 characters long" : null;

    private static string? Environment(VmConfig? vm)
    {
        if (vm is null)
        {
            return null;
        }

        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (EnvVar variable in vm.Env)
        {
            string? fault = variable.Name.Length == 0 ? "spec.vmConfig.env invalid"
                : Size(variable.Name) > MaxName ? "env.name field must be less than 255 characters long"
                : !names.Add(variable.Name) ? "duplicate env"
                : variable.ValueFrom != EnvValueSource.Inline && variable.Value.Length > 0
                    ? "value may only be set when valueFrom is INLINE"
                : null;
            if (fault is not null)
            {
                return fault;
            }
        }

        return null;
    }

    private static string? Ports(RepeatedField<PortSelector> ports, int index)
    {
        for (int i = 0; i < ports.Count; i++)
        {
            uint number = ports[i].Number;
            if (number is 0 or > 65535)
            {
                return $"spec.Match[{GoText.Number(index)}].Ports[{GoText.Number(i)}] is out of range: {GoText.Number(number)}";
            }
        }

        return null;
    }
}
