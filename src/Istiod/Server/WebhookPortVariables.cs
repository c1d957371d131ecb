using Istiod.Variables;
using Istiod.Webhooks.Injection;
using Istiod.Webhooks.Injection.Mesh;

namespace Istiod.Server;

/// <summary>What the environment says about injection.</summary>
internal static class WebhookPortVariables
{
    /// <summary>Reads it.</summary>
    /// <remarks>istiod: pilot/pkg/features/pilot.go:EnableNativeSidecars; pkg/platform; pkg/features/security.go.</remarks>
    public static InjectionOptions Read(EnvironmentReader reader, string revision) => new(
        revision,
        reader.Text("ENABLE_NATIVE_SIDECARS", "auto") switch
        {
            "auto" => NativeSidecarMode.Auto,
            "true" => NativeSidecarMode.Enabled,
            _ => NativeSidecarMode.Disabled,
        },
        reader.Text("PLATFORM", "") == "openshift",
        reader.Text("COMPLIANCE_POLICY", ""));

    /// <summary>Whether pods are injected at all (INJECT_ENABLED).</summary>
    public static bool IsEnabled(EnvironmentReader reader) => reader.Bool("INJECT_ENABLED", true);

    /// <summary>The variables that templates may read: those that the reference names, so that a template cannot fetch secrets of the process.</summary>
    public static Func<string, string?> ForTemplates(Func<string, string?> lookup) =>
        name => Array.IndexOf(VariableCatalog.Known, name) >= 0 || Array.IndexOf(VariableCatalog.WithoutEffect, name) >= 0 ? lookup(name) : null;
}
