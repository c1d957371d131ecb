namespace Istiod.Render.Tests.Equivalence;

/// <summary>One change of the mesh.</summary>
/// <param name="Shape">Which object; <see cref="Settings"/>, <see cref="Keys"/> or <see cref="DropRemote"/> for what is none.</param>
/// <param name="Choices">Its form from now on; <c>null</c>: it is deleted.</param>
internal readonly record struct MeshEdit(int Shape, int[]? Choices)
{
    public const int Settings = -1;
    public const int DropRemote = -2;

    /// <summary>Keys of a token issuer, as the host would have fetched them; the first choice tells which.</summary>
    public const int Keys = -3;

    /// <summary>Whether an account may read secrets, as an API server would have said; the first choice tells.</summary>
    public const int Reviews = -4;
}
