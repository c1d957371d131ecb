namespace Istiod.Benchmarks.Harness;

/// <summary>Work that is done again and again: its time and the bytes it allocates are taken.</summary>
/// <param name="Name">Unique within its stage.</param>
/// <param name="Count">Runs in one round; enough for some milliseconds.</param>
/// <param name="Run">One run; gets a number that rises by one from run to run.</param>
internal sealed record Operation(string Name, int Count, Action<int> Run) : Sample(Name)
{
    /// <summary>Made ready before each run, and not measured.</summary>
    public Action<int>? Prepare { get; init; }

    /// <summary>Runs before the first round.</summary>
    public int WarmUp { get; init; } = Math.Max(Count / 4, 1);
}
