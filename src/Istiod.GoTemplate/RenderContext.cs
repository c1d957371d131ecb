using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Istiod.GoTemplate;

/// <summary>What functions may ask of the running render. Valid during the call; for one thread.</summary>
public sealed class RenderContext
{
    private readonly Stack<TextBuilder> _free = new();
    private long _valueBytes;
    private int _steps;

    internal RenderContext(RenderLimits limits)
    {
        Reset(limits);
    }

    /// <summary>The limits of the render.</summary>
    public RenderLimits Limits { get; private set; }

    /// <summary>Ends the function: <c>error calling NAME: message</c>.</summary>
    [DoesNotReturn]
    [SuppressMessage("Performance", "CA1822:Mark members as static", Justification = "A function fails through its context.")]
    public void Fail(string message) => throw new GoFunctionException(message);

    /// <summary>Counts memory that a function is about to take for a value it makes. Call it before the allocation.</summary>
    public void Charge(long bytes)
    {
        _valueBytes -= bytes;
        if (_valueBytes < 0 || bytes < 0)
        {
            throw new LimitException($"values take more than {Limits.ValueBytes} bytes");
        }
    }

    /// <summary>Counts work: elements walked.</summary>
    public void Step(int count = 1)
    {
        _steps -= count;
        if (_steps < 0 || count < 0)
        {
            throw new LimitException($"more than {Limits.Steps} steps");
        }
    }

    /// <summary>A string value, its memory counted.</summary>
    public GoValue String(string text)
    {
        Charge(text.Length * 2L);
        return GoValue.FromString(text);
    }

    /// <summary>A list value that takes over its elements, their memory counted.</summary>
    public GoValue List(GoType type, GoValue[] items)
    {
        Charge(items.Length * 16L);
        Step(items.Length);
        return GoValue.From(new GoSlice(type, items));
    }

    /// <summary>An array for a list of this many elements, counted before it is made.</summary>
    internal GoValue[] NewItems(long count)
    {
        Charge(count * 16);
        Step((int)Math.Min(count, int.MaxValue));
        return new GoValue[count];
    }

    [MemberNotNull(nameof(Limits))]
    internal void Reset(RenderLimits limits)
    {
        Limits = limits;
        _valueBytes = limits.ValueBytes;
        _steps = limits.Steps;
    }

    internal TextBuilder RentText()
    {
        if (!_free.TryPop(out TextBuilder? text))
        {
            text = new TextBuilder(0, $"a value takes more than {Limits.ValueBytes} bytes");
        }

        text.MaxLength = _valueBytes / 2;
        text.Length = 0;
        return text;
    }

    /// <summary>Gives the builder back; the text becomes a string.</summary>
    internal string Finish(TextBuilder text)
    {
        Charge(text.Length * 2L);
        string result = GoText.Normalize(text.ToString());
        Return(text);
        return result;
    }

    /// <summary>Gives the builder back; the text becomes a value.</summary>
    internal GoValue FinishValue(TextBuilder text) => GoValue.FromString(Finish(text));

    internal void Return(TextBuilder text)
    {
        if (text.Capacity <= 1 << 15)
        {
            _free.Push(text);
        }
        else
        {
            // Growing it took about twice its size; a large one is not kept.
            Charge(text.Capacity * 2L);
        }
    }

    /// <summary>Called where code recurses over values or nodes.</summary>
    internal static void EnsureStack()
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new LimitException("nested too deeply");
        }
    }
}
