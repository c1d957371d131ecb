namespace Istiod.Incremental;

/// <summary>A failure of one key: a user function threw, or two inputs gave one output key without a merge function.</summary>
/// <param name="Node">The name of the collection, index or memo.</param>
/// <param name="Key">The key as text.</param>
/// <param name="Message">What went wrong.</param>
/// <param name="Exception">The exception, if there was one.</param>
public sealed record TurnError(string Node, string Key, string Message, Exception? Exception);
