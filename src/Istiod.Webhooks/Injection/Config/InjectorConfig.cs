using Istiod.GoTemplate;
using Istiod.Primitives;

namespace Istiod.Webhooks.Injection.Config;

/// <summary>The injector's configuration: key <c>config</c> of its ConfigMap, templates parsed. Immutable.</summary>
/// <remarks>istiod: pkg/kube/inject/inject.go:Config.</remarks>
public sealed class InjectorConfig
{
    /// <summary><c>enabled</c> or <c>disabled</c>: what happens to pods that say nothing; any other value injects none.</summary>
    public required string Policy { get; init; }

    /// <summary>Names or aliases of the templates of pods that name none.</summary>
    public required IReadOnlyList<string> DefaultTemplates { get; init; }

    /// <summary>Templates by name.</summary>
    public required IReadOnlyDictionary<string, Template> Templates { get; init; }

    /// <summary>Texts of the templates.</summary>
    public required IReadOnlyDictionary<string, string> Texts { get; init; }

    /// <summary>One name for several templates; not followed further.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Aliases { get; init; }

    /// <summary>Pods that are never injected unless they ask for it themselves.</summary>
    public required IReadOnlyList<LabelSelector> NeverInject { get; init; }

    /// <summary>Pods that are injected even if the policy says no.</summary>
    public required IReadOnlyList<LabelSelector> AlwaysInject { get; init; }

    /// <summary>Annotations put on every injected pod.</summary>
    public required IReadOnlyDictionary<string, string> Annotations { get; init; }
}
