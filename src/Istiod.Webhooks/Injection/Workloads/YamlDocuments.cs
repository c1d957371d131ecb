using System.Text;

namespace Istiod.Webhooks.Injection.Workloads;

/// <summary>Splits a file at lines that begin with three dashes, as Kubernetes' YAML reader does.</summary>
internal static class YamlDocuments
{
    /// <summary>The texts between; an empty one between two such lines is left out.</summary>
    public static List<string> Split(string yaml)
    {
        List<string> documents = [];
        StringBuilder current = new();
        int at = 0;
        while (at < yaml.Length)
        {
            int end = yaml.IndexOf('\n', at);
            end = end < 0 ? yaml.Length : end + 1;
            ReadOnlySpan<char> line = yaml.AsSpan(at, end - at);
            at = end;
            if (!line.StartsWith("---"))
            {
                current.Append(line);
            }
            else if (line[3..].TrimEnd().IsEmpty && current.Length > 0)
            {
                documents.Add(current.ToString());
                current.Clear();
            }
        }

        if (current.Length > 0)
        {
            documents.Add(current.ToString());
        }

        return documents;
    }
}
