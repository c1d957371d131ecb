namespace Istiod.Webhooks.Injection.Mesh;

/// <summary>Gives the mesh settings that hold now. Any thread.</summary>
public interface IInjectionMesh
{
    /// <summary>The settings; the same instance as long as nothing changed.</summary>
    InjectionMesh Current { get; }
}
