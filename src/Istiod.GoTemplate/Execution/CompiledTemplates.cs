using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Istiod.GoTemplate.Parsing;

namespace Istiod.GoTemplate.Execution;

/// <summary>A parsed text: its templates, and the executors that wait for the next render.</summary>
internal sealed class CompiledTemplates
{
    private const int KeptCapacity = 1 << 18;
    private readonly Executor?[] _idle = new Executor?[4];

    private CompiledTemplates(string name, string text, CompiledTemplate main)
    {
        Name = name;
        Text = text;
        Main = main;
    }

    public string Name { get; }

    public string Text { get; }

    public CompiledTemplate Main { get; }

    public static bool TryParse(string name, string text, FunctionTable functions, [NotNullWhen(true)] out CompiledTemplates? compiled, [NotNullWhen(false)] out TemplateError? error)
    {
        try
        {
            Dictionary<string, CompiledTemplate> templates = TemplateParser.Parse(name, text, functions);
            compiled = new CompiledTemplates(name, text, templates[name]);
            error = null;
            return true;
        }
        catch (ParseException exception)
        {
            compiled = null;
            error = new TemplateError(exception.Message, IsParse: true, IsLimit: false);
        }
        catch (LimitException exception)
        {
            compiled = null;
            error = new TemplateError($"template: {name}: {exception.Message}", IsParse: true, IsLimit: true);
        }

        return false;
    }

    /// <summary>Renders into bytes, or a string if there is no writer.</summary>
    public TemplateError? Run(GoValue data, RenderLimits limits, IBufferWriter<byte>? output, out string? text)
    {
        Executor executor = Rent();
        TemplateError? error = executor.Run(data, limits);
        text = null;
        if (error is null)
        {
            if (output is null)
            {
                text = GoText.Normalize(executor.Output.ToString());
            }
            else
            {
                GoText.Write(executor.Output.Span, output);
            }
        }

        Return(executor);
        return error;
    }

    /// <summary>Place of a node as errors show it: <c>name:line:column</c>.</summary>
    public string Locate(Node node)
    {
        ReadOnlySpan<char> before = Text.AsSpan(0, node.Position);
        int lineStart = before.LastIndexOf('\n') + 1;
        return $"{Name}:{before.Count('\n') + 1}:{GoText.ByteLength(before[lineStart..])}";
    }

    private Executor Rent()
    {
        for (int i = 0; i < _idle.Length; i++)
        {
            if (_idle[i] is not null && Interlocked.Exchange(ref _idle[i], null) is { } executor)
            {
                return executor;
            }
        }

        return new Executor(this);
    }

    private void Return(Executor executor)
    {
        if (executor.Output.Capacity > KeptCapacity)
        {
            return;
        }

        executor.Clear();
        for (int i = 0; i < _idle.Length; i++)
        {
            if (_idle[i] is null && Interlocked.CompareExchange(ref _idle[i], executor, null) is null)
            {
                return;
            }
        }
    }
}
