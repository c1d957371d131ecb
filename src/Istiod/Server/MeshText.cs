namespace Istiod.Server;

/// <summary>Text of one layer of the mesh settings.</summary>
/// <param name="Source">Name for findings.</param>
/// <param name="Mesh">Mesh config; <c>null</c> if the source does not have it.</param>
/// <param name="Networks">Mesh networks; <c>null</c> if the source does not have them.</param>
internal sealed record MeshText(string Source, byte[]? Mesh, byte[]? Networks);
