using Microsoft.CodeAnalysis;

namespace Istiod.Generators.Protobuf.Tests;

public sealed class GoldenTests
{
    private const string Manifest = "# roots\ntest.shop.v1.Order read write\n";

    [Fact]
    public void Generator_SmallFile_EmitsTheGoldenText()
    {
        GeneratorDriverRunResult result = Run();

        string text = result.GeneratedTrees.Single(tree => !tree.FilePath.EndsWith("ProtoTypes.g.cs", StringComparison.Ordinal))
            .ToString();

        Golden.Check("shop.g.cs.txt", text);
    }

    [Fact]
    public void Generator_SmallFile_EmitsTheTableOfRoots()
    {
        GeneratorDriverRunResult result = Run();

        string text = result.GeneratedTrees.Single(tree => tree.FilePath.EndsWith("ProtoTypes.g.cs", StringComparison.Ordinal))
            .ToString();

        Golden.Check("ProtoTypes.g.cs.txt", text);
    }

    [Fact]
    public void Generator_SmallFile_CompilesWithoutErrors()
    {
        GeneratorHarness.Driver(("p/shop.proto", Golden.Read("shop.proto")), ("p/manifest.txt", Manifest))
            .RunGeneratorsAndUpdateCompilation(GeneratorHarness.Compilation(), out Compilation output, out _);

        Assert.Empty(output.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error));
    }

    [Fact]
    public void Generator_MessageThatNoRootReaches_IsLeftOut() =>
        Assert.DoesNotContain("Unreached", string.Concat(Run().GeneratedTrees.Select(tree => tree.ToString())), StringComparison.Ordinal);

    private static GeneratorDriverRunResult Run() =>
        GeneratorHarness.Driver(("p/shop.proto", Golden.Read("shop.proto")), ("p/manifest.txt", Manifest))
            .RunGenerators(GeneratorHarness.Compilation())
            .GetRunResult();
}
