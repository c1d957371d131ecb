namespace Istiod.Incremental;

/// <summary>Makes a view's new value of its old one and of the members that changed.</summary>
/// <param name="before">The old value; not to be changed.</param>
/// <param name="changes">Each member that changed, once, with its new value; never empty, in no declared order.</param>
/// <returns>What building the view from scratch would give.</returns>
/// <remarks>Pure; sees nothing but its arguments.</remarks>
public delegate V UpdateFunction<K, M, R, V>(K key, V before, ReadOnlySpan<KeyValuePair<M, R>> changes);
