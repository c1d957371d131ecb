using System.Text;
using System.Text.Json;

namespace Istiod.Primitives.Tests;

/// <summary>Patterns as Go's regexp reads and runs them.</summary>
public sealed class Re2GoldenTests
{
    [Fact]
    public void Pattern_Recorded_IsReadAndRunAsInGo()
    {
        List<string> wrong = [];
        int count = 0;
        foreach (JsonElement golden in Golden.Primitives("regex.jsonl"))
        {
            count++;
            string id = golden.GetProperty("id").GetString()!;
            string pattern = golden.TryGetProperty("patternBase64", out JsonElement bytes)
                ? Lossless(bytes.GetBytesFromBase64())
                : golden.GetProperty("pattern").GetString()!;
            bool read = Re2Pattern.TryParse(pattern, out Re2Pattern? regex, out string? error);
            if (golden.TryGetProperty("error", out JsonElement expected))
            {
                if (error != expected.GetString())
                {
                    wrong.Add($"{id} {pattern}: error {error}, not {expected}");
                }

                continue;
            }

            if (!read || regex!.GroupCount != golden.GetProperty("groups").GetInt32())
            {
                wrong.Add($"{id} {pattern}: {error ?? "groups"}");
                continue;
            }

            foreach (JsonElement match in golden.GetProperty("matches").EnumerateArray())
            {
                string text = match.GetProperty("in").GetString()!;
                JsonElement full = match.GetProperty("full");
                bool wraps = Re2Pattern.TryParse($"^(?:{pattern})$", out Re2Pattern? wrapped, out _);
                bool? isFull = wraps ? wrapped!.IsMatch(text) : null;
                bool? expectedFull = full.ValueKind == JsonValueKind.Null ? null : full.GetBoolean();
                if (regex.IsMatch(text) != match.GetProperty("match").GetBoolean()
                    || isFull != expectedFull
                    || (isFull is { } whole && regex.IsFullMatch(text) != whole))
                {
                    wrong.Add($"{id} {pattern} on {text}");
                }
            }
        }

        Assert.Empty(wrong);
        Assert.True(count > 200);
    }

    /// <summary>Bytes as text; what is no UTF-8 becomes lone surrogates.</summary>
    private static string Lossless(byte[] bytes)
    {
        StringBuilder text = new();
        ReadOnlySpan<byte> rest = bytes;
        while (!rest.IsEmpty)
        {
            bool isDone = Rune.DecodeFromUtf8(rest, out Rune rune, out int width) == System.Buffers.OperationStatus.Done;
            text.Append(isDone ? rune.ToString() : ((char)(0xDC00 + rest[0])).ToString());
            rest = rest[(isDone ? width : 1)..];
        }

        return text.ToString();
    }
}
