using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Istiod.Generators.Protobuf.Tests;

/// <summary>Runs the generator over texts in memory.</summary>
internal static class GeneratorHarness
{
    /// <summary>A driver that records why each step ran.</summary>
    public static GeneratorDriver Driver(params (string Path, string Text)[] files) => CSharpGeneratorDriver.Create(
        [new ProtobufGenerator().AsSourceGenerator()],
        files.Select(AdditionalText (file) => new MemoryText(file.Path, file.Text)),
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    /// <summary>An additional file.</summary>
    public static AdditionalText Text(string path, string text) => new MemoryText(path, text);

    /// <summary>A compilation with the runtime and one source.</summary>
    public static CSharpCompilation Compilation(string source = "")
    {
        string trusted = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        IEnumerable<MetadataReference> references = trusted.Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is not ("Istiod.Generators.Protobuf.dll" or "Istiod.Generators.Protobuf.Tests.dll"))
            .Select(path => MetadataReference.CreateFromFile(path));
        return CSharpCompilation.Create(
            "Generated",
            [CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(LanguageVersion.Latest))],
            references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
    }

    /// <summary>What one run reports.</summary>
    public static ImmutableArray<Diagnostic> Errors(params (string Path, string Text)[] files) =>
        Driver(files).RunGenerators(Compilation()).GetRunResult().Diagnostics;

    private sealed class MemoryText(string path, string text) : AdditionalText
    {
        public override string Path => path;

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
    }
}
