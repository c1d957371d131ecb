namespace Istiod.Commands;

/// <summary>A verb with what the user gave it.</summary>
/// <param name="App">The program.</param>
/// <param name="Flags">Values of all its flags.</param>
/// <param name="Arguments">Positional arguments.</param>
internal sealed record Invocation(CommandApp App, FlagSet Flags, IReadOnlyList<string> Arguments);
