namespace Istiod.Testing.ApiServer.Resources;

/// <summary>A column of the table form.</summary>
/// <param name="Path">Simple path such as <c>.spec.hosts</c> or <c>.status.conditions[?(@.type=="Ready")].status</c>.</param>
internal sealed record TableColumn(string Name, string Type, string Path, int Priority);
