namespace Istiod.Render.Tests.Mesh;

/// <summary>The choices that make one variant of an object: each question takes the next number.</summary>
internal sealed class Picks(int[] values)
{
    /// <summary>Length of a vector of choices; questions beyond it start again at the front.</summary>
    public const int Length = 128;

    private int _next;

    /// <summary>How many questions were asked.</summary>
    public int Used => _next;

    /// <summary>One of the options.</summary>
    public string Of(params ReadOnlySpan<string> options) => options[Next() % options.Length];

    /// <summary>The text, in about one of <paramref name="odds"/> variants; else nothing.</summary>
    public string Rarely(string text, int odds = 3) => Next() % odds == odds - 1 ? text : "";

    private int Next() => values[_next++ % values.Length];
}
