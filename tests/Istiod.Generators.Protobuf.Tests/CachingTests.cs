using System.Collections;
using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Istiod.Generators.Protobuf.Tests;

public sealed class CachingTests
{
    private const string Other = "syntax = \"proto3\"; package test.other; message Thing { string name = 1; }";
    private const string Manifest = "test.shop.v1.Order\ntest.other.Thing\n";

    private static readonly string[] Steps = ["Parse", "Manifest", "Link", "Errors", "File", "Table"];

    [Fact]
    public void Generator_EditOfUnrelatedCode_RunsNothingAgain()
    {
        CSharpCompilation compilation = GeneratorHarness.Compilation("class A;");
        GeneratorDriver driver = Start().RunGenerators(compilation);

        driver = driver.RunGenerators(compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText("class B;")));

        Assert.All(Reasons(driver), reason => Assert.True(reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged));
    }

    [Fact]
    public void Generator_EditOfOneFile_EmitsOnlyThatFileAgain()
    {
        CSharpCompilation compilation = GeneratorHarness.Compilation();
        AdditionalText old = GeneratorHarness.Text("p/other.proto", Other);
        GeneratorDriver driver = Start(old).RunGenerators(compilation);

        driver = driver.ReplaceAdditionalText(old, GeneratorHarness.Text("p/other.proto", Other.Replace("name", "title", StringComparison.Ordinal)))
            .RunGenerators(compilation);

        ImmutableArray<IncrementalGeneratorRunStep> steps = driver.GetRunResult().Results[0].TrackedSteps["File"];
        IncrementalStepRunReason[] reasons = [.. steps.SelectMany(step => step.Outputs).Select(output => output.Reason)];
        Assert.Equal(1, reasons.Count(reason => reason == IncrementalStepRunReason.Modified));
        Assert.Equal(1, reasons.Count(reason => reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged));
    }

    [Fact]
    public void Generator_EditOfAComment_EmitsNothingAgain()
    {
        CSharpCompilation compilation = GeneratorHarness.Compilation();
        AdditionalText old = GeneratorHarness.Text("p/other.proto", Other);
        GeneratorDriver driver = Start(old).RunGenerators(compilation);

        driver = driver.ReplaceAdditionalText(old, GeneratorHarness.Text("p/other.proto", Other + " // more")).RunGenerators(compilation);

        ImmutableArray<IncrementalGeneratorRunStep> steps = driver.GetRunResult().Results[0].TrackedSteps["File"];
        Assert.All(steps.SelectMany(step => step.Outputs), output => Assert.True(
            output.Reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged));
    }

    [Fact]
    public void Generator_Steps_RetainNoCompilationOrSyntax()
    {
        GeneratorDriver driver = Start().RunGenerators(GeneratorHarness.Compilation());

        foreach (string name in Steps)
        {
            foreach ((object value, _) in driver.GetRunResult().Results[0].TrackedSteps[name].SelectMany(step => step.Outputs))
            {
                Walk(value, []);
            }
        }
    }

    private static GeneratorDriver Start(AdditionalText? other = null) =>
        GeneratorHarness.Driver(("p/shop.proto", Golden.Read("shop.proto")), ("p/manifest.txt", Manifest))
            .AddAdditionalTexts([other ?? GeneratorHarness.Text("p/other.proto", Other)]);

    private static IEnumerable<IncrementalStepRunReason> Reasons(GeneratorDriver driver) => Steps
        .SelectMany(name => driver.GetRunResult().Results[0].TrackedSteps[name])
        .SelectMany(step => step.Outputs)
        .Select(output => output.Reason);

    private static void Walk(object? value, HashSet<object> seen)
    {
        if (value is null or string || value.GetType().IsPrimitive || value.GetType().IsEnum || !seen.Add(value))
        {
            return;
        }

        Assert.False(value is Compilation or ISymbol or SyntaxNode or SyntaxTree or AdditionalText, value.GetType().Name);
        if (value is IEnumerable items)
        {
            foreach (object? item in items)
            {
                Walk(item, seen);
            }

            return;
        }

        foreach (FieldInfo field in value.GetType().GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public))
        {
            Walk(field.GetValue(value), seen);
        }
    }
}
