using System.Text.Json;

namespace Istiod.Load.Runs;

/// <summary>First, median, 99th percentile and last of some times, in milliseconds.</summary>
internal readonly record struct Quantiles(int Count, double First, double Median, double P99, double Last)
{
    public static Quantiles Of(List<double> values)
    {
        if (values.Count == 0)
        {
            return default;
        }

        values.Sort();
        return new Quantiles(
            values.Count,
            values[0],
            values[values.Count / 2],
            values[Math.Min(values.Count - 1, (int)(values.Count * 0.99))],
            values[^1]);
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteNumber("count", Count);
        json.WriteNumber("firstMs", Math.Round(First, 2));
        json.WriteNumber("medianMs", Math.Round(Median, 2));
        json.WriteNumber("p99Ms", Math.Round(P99, 2));
        json.WriteNumber("lastMs", Math.Round(Last, 2));
    }
}
