using System.Text.Json.Nodes;

namespace Istiod.Testing.Tests;

/// <summary>Reads the events of a watch one by one; waits at most <see cref="s_patience"/>.</summary>
internal sealed class WatchReader(HttpResponseMessage response) : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);
    private StreamReader? _reader;

    /// <summary>The next event; null at a clean end.</summary>
    public async Task<JsonObject?> NextAsync()
    {
        using CancellationTokenSource late = new(s_patience);
        _reader ??= new StreamReader(await response.Content.ReadAsStreamAsync(late.Token));
        string? line = await _reader.ReadLineAsync(late.Token);
        return line is null ? null : (JsonObject)JsonNode.Parse(line)!;
    }

    /// <summary>Type and name of the next event, e.g. <c>ADDED a</c>; <c>end</c> at the end.</summary>
    public async Task<string> NextShortAsync()
    {
        JsonObject? next = await NextAsync();
        return next is null ? "end" : $"{next["type"]} {next["object"]!["metadata"]!["name"]}".Trim();
    }

    public void Dispose()
    {
        _reader?.Dispose();
        response.Dispose();
    }
}
