namespace Istiod.Model;

/// <summary>A port that a service offers.</summary>
/// <param name="Name">Name within the service; may be empty if it is the only one.</param>
/// <param name="Number">Port of the service, not of its endpoints.</param>
/// <param name="Protocol">Declared protocol.</param>
public sealed record ServicePort(string Name, int Number, Protocol Protocol);
