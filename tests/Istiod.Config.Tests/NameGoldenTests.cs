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

    // The other columns of messages are the API server's about names of its own objects; ours only tells whether they are fine.
    private static readonly Dictionary<string, Func<string, IReadOnlyList<string>>> s_words = new(StringComparer.Ordinal)
    {
        ["IsQualifiedName"] = NameFaults.OfLabelKey,
        ["IsValidLabelValue"] = NameFaults.OfLabelValue,
    };

    [Fact]
    public void Names_EveryRecordedCase_IsAcceptedOrRefusedAlike()
    {
        List<string> wrong = [];
        foreach (JsonElement golden in Golden.Primitives("names.jsonl").Where(static g => g.GetProperty("kind").GetString() == "name"))
        {
            string text = golden.GetProperty("in").GetString()!;
            HashSet<string> accepted = [.. golden.GetProperty("accept").EnumerateArray().Select(static a => a.GetString()!)];
            foreach ((string name, Func<string, IReadOnlyList<string>> words) in s_words)
            {
                string[] said = golden.GetProperty("reject").TryGetProperty(name, out JsonElement list) ? [.. list.EnumerateArray().Select(static m => m.GetString()!)] : [];
                if (!said.SequenceEqual(words(text)))
                {
                    wrong.Add($"{golden.GetProperty("id")} {name} says {string.Join(" / ", words(text))}, wanted {string.Join(" / ", said)}");
                }
            }

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

                if (Hostname.CompareBySpecificity(a, b) < 0 != golden.GetProperty("less").GetBoolean() && a != b)
                {
                    wrong.Add($"{golden} less: ours {Hostname.CompareBySpecificity(a, b)}");
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

    // Not compared, as nothing here asks: Go's older address parser (net…), the API server's rules on addresses in its own objects
    // (IsValidIP, IsValidCIDR), ranges other than loopback and unspecified, and netip's words for host and port.
    [Fact]
    public void Address_EveryRecordedCase_IsReadAndWrittenAlike()
    {
        List<string> wrong = [];
        foreach (JsonElement golden in Golden.Primitives("names.jsonl"))
        {
            string? fault = golden.GetProperty("kind").GetString() switch
            {
                "ip" => Address(golden),
                "cidr" => Prefix(golden),
                "contains" => Contains(golden),
                "hostPort" => Split(golden),
                "fqdn" => Domain(golden),
                "portNum" => golden.GetProperty("in").GetInt32() is >= 1 and <= 65535 == (golden.GetProperty("errors").GetArrayLength() == 0) ? null : "port",
                "domainPrefixedPath" => NameRules.IsDomainPrefixedPath(Text(golden, "in")) == (golden.GetProperty("errors").GetArrayLength() == 0) ? null : "path",
                _ => null,
            };
            if (fault is not null)
            {
                wrong.Add($"{golden}: {fault}");
            }
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count}\n{string.Join('\n', wrong)}");
    }

    [Fact]
    public void HostnameList_EveryRecordedCase_IsTheSame()
    {
        List<string> wrong = [];
        foreach (JsonElement golden in Golden.Primitives("hosts.jsonl"))
        {
            string kind = Text(golden, "kind");
            List<Hostname>? ours = kind switch
            {
                "intersection" => HostnameList.Intersect(Hosts(golden, "left"), Hosts(golden, "right")),
                "forNamespace" => HostnameList.ForNamespace(Hosts(golden, "names").Select(static h => h.Value), Text(golden, "namespace")),
                _ => null,
            };
            if (kind == "intersection")
            {
                List<Hostname> left = Hosts(golden, "left");
                if (!Hosts(golden, "right").Select(left.Contains).SequenceEqual(golden.GetProperty("leftContains").EnumerateArray().Select(static c => c.GetBoolean())))
                {
                    wrong.Add($"{golden}: contains");
                }
            }

            if (ours is not null && !ours.SequenceEqual(Hosts(golden, kind == "intersection" ? kind : "result")))
            {
                wrong.Add($"{golden}: {string.Join(' ', ours)}");
            }
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count}\n{string.Join('\n', wrong)}");
    }

    private static string? Address(JsonElement golden)
    {
        bool ok = IPText.TryParse(Text(golden, "in"), out System.Net.IPAddress? address);
        string? expected = golden.TryGetProperty("netipString", out JsonElement text) ? text.GetString()!.Split('%')[0] : null;
        string? ours = ok ? IPText.Format(address!) : null;
        if (ours != expected || ok != golden.TryGetProperty("netipIs4In6", out JsonElement mapped) || !ok)
        {
            return ours == expected && !ok ? null : $"ours {ours}";
        }

        System.Net.IPAddress plain = address!.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return address.IsIPv4MappedToIPv6 == mapped.GetBoolean()
            && IPText.Format(plain) == Text(golden, "netipUnmap").Split('%')[0]
            && System.Net.IPAddress.IsLoopback(plain) == golden.GetProperty("loopback").GetBoolean()
            && (plain.Equals(System.Net.IPAddress.Any) || plain.Equals(System.Net.IPAddress.IPv6Any)) == golden.GetProperty("unspecified").GetBoolean()
            ? null
            : $"ours {ours}, unmapped {IPText.Format(plain)}";
    }

    private static string? Prefix(JsonElement golden)
    {
        bool ok = Cidr.TryParse(Text(golden, "in"), out Cidr cidr);
        bool expected = golden.TryGetProperty("netipString", out JsonElement text);
        return ok == expected && (!ok || (cidr.ToString() == text.GetString() && cidr.Masked.ToString() == Text(golden, "netipMasked")))
            ? null
            : $"ours {ok} {(ok ? cidr : null)}";
    }

    private static string? Contains(JsonElement golden)
    {
        // With a zone, an address lies in no prefix; ours drops zones.
        string text = Text(golden, "ip");
        bool ours = !text.Contains('%', StringComparison.Ordinal)
            && Cidr.TryParse(Text(golden, "cidr"), out Cidr cidr)
            && IPText.TryParse(text, out System.Net.IPAddress? address)
            && cidr.Contains(address);
        return ours == golden.GetProperty("netip").GetBoolean() ? null : $"ours {ours}";
    }

    private static string? Split(JsonElement golden)
    {
        string text = Text(golden, "in");
        if (!HostPort.TrySplit(text, out string host, out string port))
        {
            string fault = Istiod.Config.Validation.NameChecks.SplitFault(text);
            return golden.TryGetProperty("error", out JsonElement error) && (error.GetString() == fault || (text.Length == 0 && fault.EndsWith(error.GetString()!, StringComparison.Ordinal)))
                ? null
                : $"ours {fault}";
        }

        return golden.TryGetProperty("host", out JsonElement wanted) && host == wanted.GetString() && port == Text(golden, "port") && HostPort.Join(host, port) == Text(golden, "joined")
            ? null
            : $"ours {host} {port}";
    }

    private static string? Domain(JsonElement golden)
    {
        string text = Text(golden, "in");
        return NameRules.IsFullyQualifiedDomainName(text) == (golden.GetProperty("IsFullyQualifiedDomainName").GetArrayLength() == 0)
            && NameRules.IsFullyQualifiedName(text) == (golden.GetProperty("IsFullyQualifiedName").GetArrayLength() == 0)
            ? null
            : "domain";
    }

    private static List<Hostname> Hosts(JsonElement golden, string name) =>
        [.. golden.GetProperty(name).EnumerateArray().Select(static n => new Hostname(n.GetString()!))];

    private static string Text(JsonElement golden, string name) => golden.GetProperty(name).GetString()!;
}
