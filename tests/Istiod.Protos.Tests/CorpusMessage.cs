namespace Istiod.Protos.Tests;

/// <summary>One recorded message: binary with sorted maps, JSON with original names, with JSON names, and in golden layout.</summary>
internal sealed record CorpusMessage(string Type, byte[] Binary, string Original, string Json, string Golden);
