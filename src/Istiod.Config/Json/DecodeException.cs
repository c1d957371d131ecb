namespace Istiod.Config.Json;

/// <summary>Carries a user's mistake from a reader to <see cref="Decoder"/>, which makes a finding of it; goes no further.</summary>
internal sealed class DecodeException(string path, string message) : Exception(message)
{
    public string Path { get; } = path;
}
