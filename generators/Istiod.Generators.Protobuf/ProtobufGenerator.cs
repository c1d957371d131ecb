using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Text;
using Istiod.Generators.Protobuf.Emitting;
using Istiod.Generators.Protobuf.Linking;
using Istiod.Generators.Protobuf.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Istiod.Generators.Protobuf;

/// <summary>Emits message classes for <c>.proto</c> files among the additional files, as far as <c>manifest.txt</c> reaches.</summary>
/// <remarks>Parses each file by itself, links all, emits each by itself; every step is cached by value.</remarks>
[Generator(LanguageNames.CSharp)]
public sealed class ProtobufGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<ParsedFile> files = context.AdditionalTextsProvider
            .Where(static text => text.Path.EndsWith(".proto", StringComparison.Ordinal))
            .Select(static (text, stop) => ProtoParser.Parse(text.Path, text.GetText(stop)?.ToString() ?? ""))
            .WithTrackingName("Parse");
        IncrementalValuesProvider<ManifestSpec> manifests = context.AdditionalTextsProvider
            .Where(static text => Path.GetFileName(text.Path) == "manifest.txt")
            .Select(static (text, stop) => ManifestParser.Parse(text.Path, text.GetText(stop)?.ToString() ?? ""))
            .WithTrackingName("Manifest");
        IncrementalValueProvider<LinkResult> linked = files.Collect().Combine(manifests.Collect())
            .Select(static (pair, _) => Link(pair.Left, pair.Right))
            .WithTrackingName("Link");
        context.RegisterSourceOutput(
            linked.Select(static (result, _) => result.Errors).WithTrackingName("Errors"), static (output, errors) =>
            {
                foreach (SpecError error in errors)
                {
                    output.ReportDiagnostic(Diagnostics.ToDiagnostic(error));
                }
            });
        context.RegisterSourceOutput(
            linked.SelectMany(static (result, _) => result.Files).WithTrackingName("File"), static (output, file) =>
                output.AddSource(HintName(file), SourceText.From(FileEmitter.Emit(file), Encoding.UTF8)));
        context.RegisterSourceOutput(
            linked.Select(static (result, _) => result.Table).WithTrackingName("Table"), static (output, table) =>
                output.AddSource("ProtoTypes.g.cs", SourceText.From(TableEmitter.Emit(table), Encoding.UTF8)));
    }

    private static LinkResult Link(ImmutableArray<ParsedFile> files, ImmutableArray<ManifestSpec> manifests)
    {
        var specs = new List<FileSpec>(files.Length);
        var errors = new List<SpecError>();
        foreach (ParsedFile file in files)
        {
            specs.Add(file.Spec);
            errors.AddRange(file.Errors);
        }

        LinkResult result = Linker.Link(specs, manifests);
        errors.AddRange(result.Errors);
        return result with { Errors = new(errors) };
    }

    /// <summary>Unique by namespace and file name, and free of the machine's paths.</summary>
    private static string HintName(FileModel file)
    {
        string first = file.Messages.Count > 0 ? file.Messages[0].FullName : file.Namespace + "." + file.Enums[0].CsName;
        return first + ".g.cs";
    }
}
