using System.Text;
using Istiod.Incremental;

namespace Istiod.Testing;

/// <summary>An incremental state differs from the from-scratch state of the same sources.</summary>
public sealed class EquivalenceException(string when, IReadOnlyList<VerifyFinding> findings) : Exception(Describe(when, findings))
{
    /// <summary>What differs.</summary>
    public IReadOnlyList<VerifyFinding> Findings { get; } = findings;

    private static string Describe(string when, IReadOnlyList<VerifyFinding> findings)
    {
        StringBuilder text = new($"{when}: {findings.Count} differences");
        for (int i = 0; i < Math.Min(20, findings.Count); i++)
        {
            text.Append('\n').Append(findings[i].Node).Append('[').Append(findings[i].Key).Append("] ").Append(findings[i].Message);
        }

        return text.ToString();
    }
}
