using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Istiod.GoTemplate;

/// <summary>A parsed template text with the templates it defines. Immutable; any number of threads may render it.</summary>
public sealed class Template
{
    private readonly Execution.CompiledTemplates _compiled;

    private Template(string name, Execution.CompiledTemplates compiled)
    {
        Name = name;
        _compiled = compiled;
    }

    /// <summary>Its name, as errors show it.</summary>
    public string Name { get; }

    /// <summary>Parses a text.</summary>
    /// <param name="name">Name of the main template.</param>
    /// <param name="text">Go's <c>text/template</c> language, default delimiters.</param>
    /// <param name="functions">What it may call; a name not there is a parse error.</param>
    /// <param name="error">What is wrong with the text; null when nothing is.</param>
    public static bool TryParse(string name, string text, FunctionTable functions, [NotNullWhen(true)] out Template? template, [NotNullWhen(false)] out TemplateError? error)
    {
        if (Execution.CompiledTemplates.TryParse(name, text, functions, out Execution.CompiledTemplates? compiled, out error))
        {
            template = new Template(name, compiled);
            return true;
        }

        template = null;
        return false;
    }

    /// <summary>Renders into UTF-8. Nothing is written when there is an error.</summary>
    /// <returns>The error, or null.</returns>
    public TemplateError? Render(GoValue data, RenderLimits limits, IBufferWriter<byte> output) => _compiled.Run(data, limits, output, out _);

    /// <summary>Renders into a string (bytes that are not UTF-8 as <see cref="GoValue"/> says); null when there is an error.</summary>
    /// <returns>The error, or null.</returns>
    public TemplateError? Render(GoValue data, RenderLimits limits, out string? output) => _compiled.Run(data, limits, null, out output);
}
