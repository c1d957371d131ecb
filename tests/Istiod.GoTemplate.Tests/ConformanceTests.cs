using System.Text;

namespace Istiod.GoTemplate.Tests;

/// <summary>Every recorded answer of real Go and sprig.</summary>
public class ConformanceTests
{
    /// <summary>Cases that may differ, and why. At most 2 % of all.</summary>
    private static readonly Dictionary<string, string> s_exceptions = new(StringComparer.Ordinal)
    {
    };

    public static TheoryData<string> Families()
    {
        var families = new TheoryData<string>();
        foreach (string file in Directory.EnumerateFiles(RecordedCase.Folder, "*.jsonl").Order(StringComparer.Ordinal))
        {
            string name = Path.GetFileNameWithoutExtension(file);
            if (name != "limits")
            {
                families.Add(name);
            }
        }

        return families;
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Family_EveryCase_IsAnsweredAsGoDid(string family)
    {
        var report = new StringBuilder();
        int count = 0, wrong = 0;
        foreach (RecordedCase recorded in RecordedCase.Read(family))
        {
            count++;
            string? difference = recorded.Differs();
            bool isException = s_exceptions.ContainsKey($"{family}/{recorded.Name}");
            if (difference is not null && !isException)
            {
                wrong++;
                report.Append($"{recorded.Name} {recorded.Template}\n    {difference}\n");
            }
            else if (difference is null && isException)
            {
                report.Append($"{recorded.Name} is right: it is no exception any more\n");
            }
        }

        Assert.True(count > 0);
        Assert.True(report.Length == 0, $"{wrong} of {count} differ\n{report}");
    }
}
