namespace Istiod.Incremental;

/// <summary>A collection that changed in a turn; <see cref="TurnResult.Changes{K,V}"/> gives its changes typed.</summary>
/// <param name="Collection">The collection.</param>
/// <param name="List">A <c>List&lt;Change&lt;K, V&gt;&gt;</c> of the collection's types.</param>
internal readonly record struct ChangeSet(Collection Collection, object List);
