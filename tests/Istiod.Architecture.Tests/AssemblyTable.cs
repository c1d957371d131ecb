using System.Text.RegularExpressions;

namespace Istiod.Architecture.Tests;

/// <summary>The table of assemblies and the level graph of <c>docs/architecture.md</c>, as data.</summary>
internal sealed partial class AssemblyTable
{
    private AssemblyTable(Dictionary<string, IReadOnlySet<string>> references, Dictionary<string, int> levels)
    {
        References = references;
        Levels = levels;
    }

    /// <summary>Assembly → assemblies it may reference; full names (<c>Istiod.Xds</c>).</summary>
    public IReadOnlyDictionary<string, IReadOnlySet<string>> References { get; }

    /// <summary>Assembly → level; 0 is the lowest.</summary>
    public IReadOnlyDictionary<string, int> Levels { get; }

    /// <summary>Reads the page.</summary>
    /// <exception cref="InvalidOperationException">The page has no table or no levels.</exception>
    public static AssemblyTable Load()
    {
        Dictionary<string, IReadOnlySet<string>> references = new(StringComparer.Ordinal);
        Dictionary<string, int> levels = new(StringComparer.Ordinal);
        List<string> all = [];
        foreach (string line in File.ReadLines(Repository.PathOf("docs", "architecture.md")))
        {
            if (LevelLine().Match(line) is { Success: true } level)
            {
                foreach (string name in level.Groups[2].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                {
                    levels.Add(FullName(name), int.Parse(level.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture));
                }
            }

            if (!line.StartsWith("| `Istiod", StringComparison.Ordinal))
            {
                continue;
            }

            string[] cells = line.Split('|');
            string assembly = cells[1].Trim().Trim('`');
            string may = cells[^2].Trim();
            references.Add(assembly, may switch
            {
                "—" => new HashSet<string>(),
                "all of the above" => new HashSet<string>(all),
                _ => may.Split(',', StringSplitOptions.TrimEntries).Select(FullName).ToHashSet(),
            });
            all.Add(assembly);
        }

        return references.Count > 0 && levels.Count > 0
            ? new AssemblyTable(references, levels)
            : throw new InvalidOperationException("docs/architecture.md has no table of assemblies or no levels");
    }

    private static string FullName(string name) => name.StartsWith("Istiod", StringComparison.Ordinal) ? name : "Istiod." + name;

    [GeneratedRegex(@"^L(\d)  (.+)$")]
    private static partial Regex LevelLine();
}
