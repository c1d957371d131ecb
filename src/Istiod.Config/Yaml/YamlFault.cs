namespace Istiod.Config.Yaml;

/// <summary>Carries a fault of a document to <see cref="YamlReader"/>, which makes a finding of it; goes no further.</summary>
internal sealed class YamlFault(string message, int line) : Exception(message)
{
    /// <summary>Line within the parsed text, from 1.</summary>
    public int Line { get; } = line;
}
