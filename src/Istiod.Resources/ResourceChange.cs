namespace Istiod.Resources;

/// <summary>One difference between two views.</summary>
/// <param name="Name">Name of the resource.</param>
/// <param name="Resource">What it is now, or <c>null</c> if it was removed.</param>
/// <param name="IsNew">Whether the old view had no resource of this name.</param>
public readonly record struct ResourceChange(string Name, XdsResource? Resource, bool IsNew = false);
