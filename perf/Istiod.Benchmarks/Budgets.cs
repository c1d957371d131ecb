using System.Globalization;
using System.Text.Json;

namespace Istiod.Benchmarks;

/// <summary>Allocation budgets of operations, from <c>budgets.json</c>: a map of operation name to bytes. Times are only shown.</summary>
internal sealed class Budgets
{
    private const double Tolerance = 1.15;
    private readonly Dictionary<string, long> _bytes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _measured = new(StringComparer.Ordinal);

    /// <summary>What was measured in this run.</summary>
    internal static Budgets Run { get; } = new();

    internal void Note(string operation, long bytes) => _measured[operation] = bytes;

    /// <summary>Compares all that was measured with the budgets of a file.</summary>
    /// <returns>Whether every operation has a budget and keeps it (15 % over is allowed: array growth depends on hash seeds).</returns>
    internal bool Check(string file)
    {
        using JsonDocument budgets = JsonDocument.Parse(File.ReadAllBytes(file));
        foreach (JsonProperty budget in budgets.RootElement.EnumerateObject())
        {
            _bytes[budget.Name] = budget.Value.GetInt64();
        }

        bool isKept = true;
        foreach ((string operation, long bytes) in _measured)
        {
            if (!_bytes.TryGetValue(operation, out long allowed))
            {
                Console.WriteLine($"no budget: \"{operation}\": {bytes}");
                isKept = false;
            }
            else if (bytes > allowed * Tolerance)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"over budget: {operation}: {bytes:N0} B, allowed {allowed:N0} B"));
                isKept = false;
            }
        }

        return isKept;
    }
}
