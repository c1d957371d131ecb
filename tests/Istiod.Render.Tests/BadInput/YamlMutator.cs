using System.Globalization;

namespace Istiod.Render.Tests.BadInput;

/// <summary>Spoils YAML a little, so that most of it still means something.</summary>
internal sealed class YamlMutator(Random random)
{
    private static readonly string[] s_values =
    [
        "null", "{}", "[]", "-1", "0", "99999999999999999999", "4294967295", "65536", "1e400", "''", "'*'", "'('", "10.0.0.0/99", "'::'",
        "true", "~", "\"\\u0000\"", "'a.b.c.d.e'", "-5s", "1000000h", "[null]", "[{}]", "{a: b}", "'~/*'", "'.'", "'/'", "STRICT", "'%s%n'", "\"\\ud800\"",
        "'" + new string('x', 5000) + "'", "'unix://'", "0x7f", "08", ".inf", "2001-01-01", "!!binary aGk=", "'*.*'", "spiffe://", "'a,b'", "'a~b'",
    ];

    /// <summary>One document with one to three faults.</summary>
    public string Mutate(string document)
    {
        List<string> lines = [.. document.Split('\n')];
        for (int faults = random.Next(1, 4); faults > 0; faults--)
        {
            Spoil(lines);
        }

        return string.Join('\n', lines);
    }

    private void Spoil(List<string> lines)
    {
        int at = random.Next(lines.Count);
        string line = lines[at];
        int colon = line.IndexOf(": ", StringComparison.Ordinal);
        switch (random.Next(12))
        {
            case 0:
                lines.RemoveAt(at);
                if (lines.Count == 0)
                {
                    lines.Add("");
                }

                break;
            case 1:
                lines.Insert(at, line);
                break;
            case 2:
                lines[at] = "  " + line;
                break;
            case 3:
                lines[at] = line.TrimStart();
                break;
            case 4 when line.Length > 0:
                int place = random.Next(line.Length);
                lines[at] = string.Create(CultureInfo.InvariantCulture, $"{line[..place]}{(char)random.Next(32, 300)}{line[(place + 1)..]}");
                break;
            case 5:
                lines[at] = lines[random.Next(lines.Count)];
                break;
            default:
                if (colon > 0)
                {
                    lines[at] = line[..(colon + 2)] + s_values[random.Next(s_values.Length)];
                }
                else if (line.EndsWith(':'))
                {
                    lines[at] = line + " " + s_values[random.Next(s_values.Length)];
                }
                else if (line.TrimStart().StartsWith("- ", StringComparison.Ordinal))
                {
                    lines[at] = line[..(line.IndexOf('-', StringComparison.Ordinal) + 2)] + s_values[random.Next(s_values.Length)];
                }

                break;
        }
    }
}
