using System.Globalization;
using Istiod.Primitives;

namespace Istiod.Config.Schema;

/// <summary>Collects what a schema refuses, and holds the checks that schemas are made of. Absent values pass every check.</summary>
internal sealed class SchemaReport(string subject)
{
    private readonly List<Finding> _findings = [];

    public ValueArray<Finding> Findings => ValueArray.From(_findings);

    public void Fail(string path, string message) => _findings.Add(new Finding("schema.refused", $"{subject}: {path}", message));

    /// <summary>At most one of the members is there.</summary>
    public void OneOf(DataNode? node, string path, string message, params ReadOnlySpan<string> names)
    {
        int count = 0;
        foreach (string name in names)
        {
            count += node?.Present(name) is null ? 0 : 1;
        }

        if (count > 1)
        {
            Fail(path, message);
        }
    }

    public void Items(DataNode? list, string path, int max, int min = 0)
    {
        if (list is { Kind: DataKind.Array } && (list.Items.Count > max || list.Items.Count < min))
        {
            Fail(path, string.Create(CultureInfo.InvariantCulture, $"must have between {min} and {max} items"));
        }
    }

    public void Properties(DataNode? map, string path, int max, int min = 0)
    {
        if (map is { Kind: DataKind.Object } && (map.Members.Count > max || map.Members.Count < min))
        {
            Fail(path, string.Create(CultureInfo.InvariantCulture, $"must have between {min} and {max} properties"));
        }
    }

    /// <summary>Length of a text, in characters.</summary>
    public void Length(DataNode? text, string path, int max, int min = 0)
    {
        if (text is { Kind: DataKind.String } && (text.Text.Length > max || text.Text.Length < min))
        {
            Fail(path, string.Create(CultureInfo.InvariantCulture, $"should be between {min} and {max} chars long"));
        }
    }

    /// <summary>Lengths of all texts of a list or map.</summary>
    public void EachLength(DataNode? node, string path, int max, int min = 0)
    {
        foreach (DataNode item in node?.Items ?? [])
        {
            Length(item, path, max, min);
        }

        foreach (KeyValuePair<string, DataNode> member in node?.Members ?? [])
        {
            Length(member.Value, $"{path}[{member.Key}]", max, min);
        }
    }

    public void Range(DataNode? number, string path, double min, double max)
    {
        if (number is { Kind: DataKind.Number }
            && double.TryParse(number.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            && (value < min || value > max))
        {
            Fail(path, string.Create(CultureInfo.InvariantCulture, $"should be between {min} and {max}"));
        }
    }

    public void Port(DataNode? number, string path)
    {
        if (number is { Kind: DataKind.Number }
            && (!int.TryParse(number.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int port) || port is < 1 or > 65535))
        {
            Fail(path, "port must be between 1-65535");
        }
    }

    public void Required(DataNode? node, string path, params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (node is { Kind: DataKind.Object } && node.Present(name) is null)
            {
                Fail($"{path}.{name}", "Required value");
            }
        }
    }
}
