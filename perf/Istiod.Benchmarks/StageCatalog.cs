using Istiod.Benchmarks.Acknowledge;
using Istiod.Benchmarks.Assemble;
using Istiod.Benchmarks.Decode;
using Istiod.Benchmarks.Derive;
using Istiod.Benchmarks.Diff;
using Istiod.Benchmarks.Encode;
using Istiod.Benchmarks.Harness;
using Istiod.Benchmarks.Injection;
using Istiod.Benchmarks.Security;
using Istiod.Benchmarks.Translate;
using Istiod.Benchmarks.Validate;

namespace Istiod.Benchmarks;

/// <summary>All stages, in the order of the architecture's table.</summary>
internal static class StageCatalog
{
    /// <summary>The stages.</summary>
    public static readonly IReadOnlyList<IStage> All =
    [
        new DecodeStage(),
        new EngineStage(),
        new DeriveStage(),
        new TranslateStage(),
        new AssembleStage(),
        new DiffStage(),
        new EncodeStage(),
        new AcknowledgeStage(),
        new ValidateStage(),
        new InjectionStage(),
        new IssueStage(),
    ];

    // Needs what is not in the repository, so it runs only by its name.
    private static readonly InjectionStage s_official = new(isOfficial: true);

    /// <summary>The stage of this name, or <c>null</c>.</summary>
    public static IStage? Find(string name)
    {
        foreach (IStage stage in All)
        {
            if (string.Equals(stage.Name, name, StringComparison.Ordinal))
            {
                return stage;
            }
        }

        return name == s_official.Name ? s_official : null;
    }
}
