using System.Text.Json;
using Istiod.Primitives;

namespace Istiod.Config.Tests;

public sealed class NameGoldenTests
{
    private static readonly Dictionary<string, Func<string, bool>> s_rules = new(StringComparer.Ordinal)
    {
        ["IsDNS1123Label"] = static text => NameRules.IsDns1123Label(text),
        ["IsDNS1123Subdomain"] = static text => NameRules.IsDns1123Subdomain(text),
        ["IsDNS1035Label"] = static text => NameRules.IsDns1035Label(text),
        ["IsWildcardDNS1123Subdomain"] = static text => NameRules.IsWildcardDns1123Subdomain(text),
        ["IsQualifiedName"] = static text => NameRules.IsQualifiedName(text),
        ["IsValidLabelValue"] = static text => NameRules.IsLabelValue(text),
        ["IsCIdentifier"] = static text => NameRules.IsCIdentifier(text),
        ["IsEnvVarName"] = static text => NameRules.IsEnvironmentName(text),
        ["IsConfigMapKey"] = static text => NameRules.IsConfigMapKey(text),
        ["IsHTTPHeaderName"] = static text => NameRules.IsHttpHeaderName(text),
        ["IsValidPortName"] = static text => NameRules.IsPortName(text),
        ["NameIsDNSSubdomain"] = static text => NameRules.IsDns1123Subdomain(text),
    };

    [Fact]
    public void Names_EveryRecordedCase_IsAcceptedOrRefusedAlike()
    {
        List<string> wrong = [];
        foreach (JsonElement golden in Golden.Primitives("names.jsonl").Where(static g => g.GetProperty("kind").GetString() == "name"))
        {
            string text = golden.GetProperty("in").GetString()!;
            HashSet<string> accepted = [.. golden.GetProperty("accept").EnumerateArray().Select(static a => a.GetString()!)];
            foreach ((string name, Func<string, bool> rule) in s_rules)
            {
                if (rule(text) != accepted.Contains(name))
                {
                    wrong.Add($"{golden.GetProperty("id")} {name} \"{text}\" wants {accepted.Contains(name)}");
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void GoDuration_EveryRecordedCase_ParsesAndFormatsAlike()
    {
        List<string> wrong = [];
        foreach (JsonElement golden in Golden.Primitives("durations.jsonl"))
        {
            string kind = golden.GetProperty("kind").GetString()!;
            if (kind == "goDuration")
            {
                bool ok = GoDuration.TryParse(golden.GetProperty("in").GetString()!, out long nanoseconds, out string? error);
                if (ok != golden.GetProperty("ok").GetBoolean()
                    || (ok && (nanoseconds.ToString(System.Globalization.CultureInfo.InvariantCulture) != golden.GetProperty("nanos").GetString()
                        || GoDuration.Format(nanoseconds) != golden.GetProperty("string").GetString()))
                    || (!ok && error != golden.GetProperty("error").GetString()))
                {
                    wrong.Add($"{golden} ours {nanoseconds} {error}");
                }
            }
            else if (kind == "durationString")
            {
                string text = GoDuration.Format(long.Parse(golden.GetProperty("in").GetString()!, System.Globalization.CultureInfo.InvariantCulture));
                if (text != golden.GetProperty("string").GetString())
                {
                    wrong.Add($"{golden} ours {text}");
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void Hostname_EveryRecordedPair_MatchesAlike()
    {
        List<string> wrong = [];
        foreach (JsonElement golden in Golden.Primitives("hosts.jsonl"))
        {
            string kind = golden.GetProperty("kind").GetString()!;
            if (kind == "wild")
            {
                Hostname name = new(golden.GetProperty("a").GetString()!);
                if (name.IsWildcard != golden.GetProperty("isWildCarded").GetBoolean())
                {
                    wrong.Add(golden.ToString());
                }
            }
            else if (kind == "pair")
            {
                Hostname a = new(golden.GetProperty("a").GetString()!);
                Hostname b = new(golden.GetProperty("b").GetString()!);
                if (a.Matches(b) != golden.GetProperty("matches").GetBoolean() || a.IsSubsetOf(b) != golden.GetProperty("subsetOf").GetBoolean())
                {
                    wrong.Add($"{golden} ours {a.Matches(b)} {a.IsSubsetOf(b)}");
                }

                if (Hostname.CompareBySpecificity(a, b) < 0 != golden.GetProperty("aMoreSpecific").GetBoolean() && a != b)
                {
                    wrong.Add($"{golden} specific: ours {Hostname.CompareBySpecificity(a, b)}");
                }
            }
            else if (kind == "sort")
            {
                string[] names = [.. golden.GetProperty("names").EnumerateArray().Select(static n => n.GetString()!)];
                string[] sorted = [.. names.Select(static n => new Hostname(n)).Order(Comparer<Hostname>.Create(Hostname.CompareBySpecificity)).Select(static h => h.Value)];
                if (!sorted.SequenceEqual(golden.GetProperty("stableSorted").EnumerateArray().Select(static n => n.GetString()!)))
                {
                    wrong.Add($"{golden} ours {string.Join(' ', sorted)}");
                }
            }
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count}\n{string.Join('\n', wrong)}");
    }
}
