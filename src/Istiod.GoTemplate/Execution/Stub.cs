using System.Diagnostics.CodeAnalysis;
namespace Istiod.GoTemplate.Execution;
internal sealed class CompiledTemplates
{
    public static bool TryParse(string name, string text, FunctionTable functions, [NotNullWhen(true)] out CompiledTemplates? compiled, [NotNullWhen(false)] out TemplateError? error) => throw new NotSupportedException("not built yet");
    public TemplateError? Run(GoValue data, RenderLimits limits, out TextBuilder output) => throw new NotSupportedException("not built yet" + this);
}
