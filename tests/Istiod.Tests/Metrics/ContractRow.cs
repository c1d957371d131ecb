using System.Globalization;

namespace Istiod.Tests.Metrics;

/// <summary>One row of the contract's list of metrics.</summary>
internal sealed record ContractRow(string Name, string Type, IReadOnlyList<string> Labels, IReadOnlyList<double> Buckets)
{
    /// <summary>All rows but those of whole collectors (<c>go_*</c>, <c>process_*</c>), by name.</summary>
    public static IReadOnlyDictionary<string, ContractRow> All { get; } = Read();

    private static Dictionary<string, ContractRow> Read()
    {
        Dictionary<string, ContractRow> rows = new(StringComparer.Ordinal);
        foreach (string line in File.ReadLines(Path.Combine(Repository(), "tests", "golden", "contract", "metrics.tsv")).Skip(1))
        {
            string[] fields = line.Split('\t');
            if (!fields[0].EndsWith('*'))
            {
                rows.Add(fields[0], new ContractRow(fields[0], fields[1].Split(' ')[0], LabelsOf(fields[3]), BucketsOf(fields[5])));
            }
        }

        return rows;
    }

    // "name,type (gateway)" or "event (add,update),type (kind)": what is in brackets are values
    private static List<string> LabelsOf(string field)
    {
        List<string> names = [];
        int depth = 0;
        string name = "";
        foreach (char c in field + ",")
        {
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == ',' && depth == 0)
            {
                names.Add(name.Trim());
                name = "";
            }
            else if (depth == 0 && c != ')')
            {
                name += c;
            }
        }

        names.RemoveAll(n => n is "-" or "");
        names.Sort(StringComparer.Ordinal);
        return names;
    }

    private static double[] BucketsOf(string field) =>
        field == "-" ? [] : [.. field.Split(' ').Select(b => double.Parse(b, CultureInfo.InvariantCulture))];

    private static string Repository()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Istiod.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("Istiod.sln not found");
    }
}
