using System.Text.Json;

namespace Istiod.Webhooks.Tests;

/// <summary>Finds the recorded answers: tests/golden of the repository.</summary>
internal static class Golden
{
    public static string Root { get; } = Find();

    /// <summary>The lines of a file of primitives.</summary>
    public static IEnumerable<JsonElement> Primitives(string name)
    {
        foreach (string line in File.ReadLines(Path.Combine(Root, "primitives", name)))
        {
            if (line.Length > 0)
            {
                yield return JsonDocument.Parse(line).RootElement;
            }
        }
    }


    private static string Find()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            string candidate = Path.Combine(at.FullName, "tests", "golden");
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        throw new DirectoryNotFoundException("tests/golden");
    }
}
