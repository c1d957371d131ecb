using System.Globalization;

namespace Istiod.ClusterLoad;

/// <summary>Figures with their limits: printed, and kept in a file for comparison.</summary>
internal sealed class Report(string? file)
{
    /// <summary>Figures that had a limit.</summary>
    public int Count { get; private set; }

    /// <summary>Of those, how many did not hold.</summary>
    public int Failures { get; private set; }

    /// <summary>Tells a figure.</summary>
    /// <param name="limit">The most it may be; <c>null</c> if it is only told.</param>
    public void Tell(string name, double value, string unit, double? limit = null)
    {
        bool holds = limit is null || value <= limit;
        Count += limit is null ? 0 : 1;
        Failures += holds ? 0 : 1;
        string bound = limit is null ? "" : string.Create(CultureInfo.InvariantCulture, $"(limit {limit:0.##})");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(holds ? "ok     " : "EXCEEDS")} {name}: {value:0.##} {unit} {bound}"));
        if (file is not null)
        {
            File.AppendAllText(file, string.Create(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:s}\t{name}\t{value:0.###}\t{unit}\n"));
        }
    }
}
