using System.Text.RegularExpressions;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Istiod.Primitives.Tests;

public sealed class Re2PatternTests
{
    [Theory]
    [InlineData("a|ab", "ab", "a")]
    [InlineData("(a|ab)(c|bcd)", "abcd", "abcd")]
    [InlineData("(?:a|ab)+c", "ababc", "ababc")]
    [InlineData("a*?b", "aab", "aab")]
    [InlineData("a+?", "aaa", "a")]
    [InlineData("(?U)a+", "aaa", "a")]
    [InlineData("x{2,3}", "xxxx", "xxx")]
    [InlineData("x{2,3}?", "xxxx", "xx")]
    [InlineData("x{2,}y", "xyxxxy", "xxxy")]
    [InlineData("", "abc", "")]
    [InlineData("b|c|bc", "abc", "b")]
    [InlineData(@"\p{Greek}+", "abγδe", "γδ")]
    [InlineData(@"\p{^greek}+", "γab", "ab")]
    [InlineData(@"(?i)straSSE", "STRAſsE", "STRAſsE")]
    [InlineData(@"(?i)[^k]+", "kKKxk", "x")]
    [InlineData(@"\p{old_italic}", "a\U00010300", "\U00010300")]
    [InlineData(@"\p{Lu}\p{Letter}*", "die Äpfel", "Äpfel")]
    public void Find_Choices_PreferredAsInPerl(string pattern, string text, string expected) =>
        Assert.Equal(expected, Re2Pattern.Parse(pattern).Find(text));

    [Theory]
    [InlineData("a*", "baac", -1, "|aa|")]
    [InlineData("", "ab", -1, "||")]
    [InlineData("a", "aaaa", 2, "a|a")]
    [InlineData("é|☃", "héllo ☃", -1, "é|☃")]
    [InlineData("😀?", "a😀b", -1, "|😀|")]
    public void FindAll_EmptyMatches_CountOncePerPlace(string pattern, string text, int limit, string expected) =>
        Assert.Equal(expected, string.Join('|', Re2Pattern.Parse(pattern).FindAll(text, limit).Select(range => text[range])));

    [Theory]
    [InlineData("a(x*)b", "-ab-axxb-", "${1}W", "-W-xxW-")]
    [InlineData("a(x*)b", "-ab-axxb-", "$1W", "---")]
    [InlineData("(?P<n>b)", "abc", "[${n}]", "a[b]c")]
    [InlineData("b", "abc", "${x", "a${xc")]
    [InlineData("b", "abc", "$$1$", "a$1$c")]
    [InlineData("b", "abc", "$00", "ac")]
    [InlineData("", "abc", "-", "-a-b-c-")]
    [InlineData("x*", "abc", "-", "-a-b-c-")]
    [InlineData("(?m)^", "a\nb", ">", ">a\n>b")]
    [InlineData("(a)|(b)", "ab", "<$1$2>", "<a><b>")]
    public void Replace_References_AreFilledIn(string pattern, string text, string replacement, string expected)
    {
        Assert.True(Re2Pattern.Parse(pattern).TryReplace(text, replacement, isLiteral: false, 1000, out string? result));
        Assert.Equal(expected, result);
    }

    [Fact]
    public void Replace_ResultAboveLimit_IsRefused() =>
        Assert.False(Re2Pattern.Parse("").TryReplace(new string('a', 1000), new string('b', 1000), true, 10_000, out _));

    [Theory]
    [InlineData("z", "pizza", 2, "pi|za")]
    [InlineData("z", "pizza", 0, "")]
    [InlineData("", "abc", -1, "a|b|c")]
    [InlineData("x*", "axbxc", -1, "a|b|c")]
    [InlineData("a", "banana", -1, "b|n|n|")]
    public void Split_Limits_AreKept(string pattern, string text, int limit, string expected) =>
        Assert.Equal(expected, string.Join('|', Re2Pattern.Parse(pattern).Split(text, limit)));

    [Fact]
    public void TryFind_Groups_LastRoundCounts()
    {
        int[] bounds = new int[8];
        Assert.True(Re2Pattern.Parse("(a(b)?)+(c)?").TryFind("xabab", 0, bounds));
        Assert.Equal([1, 5, 3, 5, 4, 5, -1, -1], bounds);
    }

    [Theory]
    [InlineData("(((a{30}){30}){30})")]
    [InlineData("((a{100}){11})")]
    public void Parse_NestedCounts_AboveThousandAreRefused(string pattern)
    {
        Assert.False(Re2Pattern.TryParse(pattern, out _, out string? error));
        Assert.StartsWith("error parsing regexp: invalid repeat count: `", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_TooDeepTooLarge_IsRefusedAsInGo()
    {
        string deep = new string('(', 1001) + new string(')', 1001);
        Assert.False(Re2Pattern.TryParse(deep, out _, out string? error));
        Assert.StartsWith("error parsing regexp: expression nests too deeply: `", error, StringComparison.Ordinal);
        string large = "(?:" + new string('a', 5000) + "){1000}";
        Assert.False(Re2Pattern.TryParse(large, out _, out error));
        Assert.StartsWith("error parsing regexp: expression too large: `", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_GroupsWithoutNumber_MayNestAtWill()
    {
        const int depth = 9000;
        string pattern = string.Concat(Enumerable.Repeat("(?:", depth)) + string.Concat(Enumerable.Repeat("ab)", depth));
        Assert.True(Re2Pattern.TryParse(pattern, out Re2Pattern? regex, out string? error), error);
        Assert.True(regex.IsFullMatch(string.Concat(Enumerable.Repeat("ab", depth))));
    }

    [Fact]
    public void IsMatch_NestedStars_TakeLinearTime()
    {
        string text = new string('a', 20_000) + "!";
        Assert.False(Re2Pattern.Parse("^(a+)+$").IsMatch(text));
        Assert.False(Re2Pattern.Parse("(a|a)*b").IsMatch(text));
        Assert.False(Re2Pattern.Parse("^(?:x+x+)+y").IsMatch(new string('x', 20_000)));
    }

    [Fact]
    public void IsMatchable_VeryLargeProgram_IsNotRun()
    {
        Assert.True(Re2Pattern.TryParse("(?:" + new string('a', 3000) + "){1000}", out Re2Pattern? regex, out _));
        Assert.False(regex.IsMatchable);
        Assert.Throws<InvalidOperationException>(() => regex.IsMatch("a"));
    }

    /// <summary>
    /// On the syntax that both have, .NET's own engine is the judge; but what is repeated takes a character, as .NET counts rounds
    /// that take nothing in its own way.
    /// </summary>
    [Property(MaxTest = 3000)]
    public FsCheck.Property Find_RandomPatterns_AgreeWithBacktracking() => Prop.ForAll(
        Gen.Choose(0, int.MaxValue).ToArbitrary(),
        static seed =>
        {
            Random random = new(seed);
            string pattern = RandomPattern(random, 3);
            if (!Re2Pattern.TryParse(pattern, out Re2Pattern? ours, out string? error))
            {
                return error.Contains("invalid nested repetition", StringComparison.Ordinal);
            }

            Regex theirs = new(pattern, RegexOptions.CultureInvariant);
            string text = string.Concat(Enumerable.Range(0, random.Next(8)).Select(_ => "abc\n"[random.Next(4)]));
            int[] bounds = new int[2];
            bool found = ours.TryFind(text, 0, bounds);
            Match match = theirs.Match(text);
            return found == match.Success && (!found || (bounds[0] == match.Index && bounds[1] == match.Index + match.Length))
                ? true
                : throw new InvalidOperationException($"{pattern} on {text}: {found} {bounds[0]}-{bounds[1]}, not {match.Success} {match.Index}+{match.Length}");
        });

    /// <summary>Random text never throws, and is refused or run.</summary>
    [Property(MaxTest = 3000)]
    public FsCheck.Property TryParse_RandomText_NeverThrows() => Prop.ForAll(
        Gen.Elements(@"()[]{}?*+|\^$.-:,=<>PQEpLdDsx0123akiuU😀é".ToCharArray()).ListOf().ToArbitrary(),
        static letters =>
        {
            string pattern = string.Concat(letters);
            return Re2Pattern.TryParse(pattern, out Re2Pattern? regex, out string? error)
                ? !regex.IsMatchable || regex.IsMatch("aé1") | true
                : error.StartsWith("error parsing regexp: ", StringComparison.Ordinal);
        });

    private static string RandomPattern(Random random, int depth) => random.Next(depth > 0 ? 9 : 4) switch
    {
        0 or 1 => "abc"[random.Next(3)].ToString(),
        2 => random.Next(4) switch { 0 => "[ab]", 1 => "[^a]", 2 => ".", _ => @"\w" },
        3 => random.Next(4) switch { 0 => @"\b", 1 => "^", 2 => @"\z", _ => "" },
        4 => $"({RandomPattern(random, depth - 1)}|{RandomPattern(random, depth - 1)})",
        5 => $"(?:b{RandomPattern(random, depth - 1)}){(random.Next(3) switch { 0 => "*", 1 => "+", _ => "?" })}{(random.Next(2) == 0 ? "?" : "")}",
        6 => $"(?:{(random.Next(2) == 0 ? "a" : "b")}{RandomPattern(random, depth - 1)}){{{random.Next(3)},{2 + random.Next(2)}}}",
        _ => RandomPattern(random, depth - 1) + RandomPattern(random, depth - 1),
    };
}
