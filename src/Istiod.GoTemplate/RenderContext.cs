using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Istiod.GoTemplate;

/// <summary>What functions may ask of the running render. Valid during the call; for one thread.</summary>
public sealed class RenderContext
{
    // Head of a string, of an array and the list around it.
    private const int ObjectBytes = 64;
    private const int KeptCapacity = 1 << 15;
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

    /// <summary>Steps that may still be made.</summary>
    internal long StepsLeft => _steps;

    /// <summary>Longest text that may still be made, in UTF-16 units.</summary>
    internal int TextRoom => (int)Math.Min(int.MaxValue / 2, _valueBytes / 2);

    /// <summary>A string value, its memory counted.</summary>
    public GoValue String(string text)
    {
        Charge((text.Length * 2L) + ObjectBytes);
        return GoValue.FromString(text);
    }

    /// <summary>A list value that takes over its elements, their memory counted.</summary>
    public GoValue List(GoType type, GoValue[] items)
    {
        Charge((items.Length * 16L) + ObjectBytes);
        Step(items.Length);
        return GoValue.From(new GoSlice(type, items));
    }

    /// <summary>An array for a list of this many elements, counted before it is made.</summary>
    internal GoValue[] NewItems(long count)
    {
        Charge((count * 16) + ObjectBytes);
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

    /// <summary>An empty builder for a value; what it takes is counted as it grows.</summary>
    internal TextBuilder RentText()
    {
        if (!_free.TryPop(out TextBuilder? text))
        {
            text = new TextBuilder(this);
        }

        text.MaxLength = TextRoom;
        text.Length = 0;
        return text;
    }

    /// <summary>Gives the builder back; the text becomes a string.</summary>
    internal string Finish(TextBuilder text)
    {
        Charge((text.Length * 2L) + ObjectBytes);
        string result = GoText.Normalize(text.ToString());
        if (text.Capacity <= KeptCapacity)
        {
            _free.Push(text);
        }

        return result;
    }

    /// <summary>Gives the builder back; the text becomes a value.</summary>
    internal GoValue FinishValue(TextBuilder text) => GoValue.FromString(Finish(text));

    /// <summary>Called where code recurses over values or nodes.</summary>
    internal static void EnsureStack()
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new LimitException("nested too deeply");
        }
    }
}
