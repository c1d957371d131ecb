namespace Istiod.GoTemplate.Parsing;

/// <summary>Variables of the template being parsed: which names are known, and the place each has when it runs.</summary>
/// <remarks>
/// Two lists, as Go has two: the parser knows a name until the <c>end</c> of the control that declares it; when it runs, a
/// name from an <c>if</c> body is gone in its <c>else</c>, and an assignment alone declares nothing.
/// </remarks>
internal sealed class Scope
{
    private readonly List<string> _known = ["$"];
    private readonly List<string> _frame = ["$"];

    /// <summary>Places a frame needs.</summary>
    public int Size { get; private set; } = 1;

    public int KnownMark => _known.Count;

    public int FrameMark => _frame.Count;

    public bool IsKnown(string name) => _known.Contains(name);

    public void Know(string name) => _known.Add(name);

    /// <summary>Gives a declared variable its place.</summary>
    public int Declare(string name)
    {
        _frame.Add(name);
        Size = Math.Max(Size, _frame.Count);
        return _frame.Count - 1;
    }

    /// <summary>The place of the variable declared last under a name; -1 for none.</summary>
    public int SlotOf(string name) => _frame.LastIndexOf(name);

    public void PopKnown(int mark) => _known.RemoveRange(mark, _known.Count - mark);

    public void PopFrame(int mark) => _frame.RemoveRange(mark, _frame.Count - mark);
}
