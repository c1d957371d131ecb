using Istiod.Protobuf;
using Istiod.Protos.Istio.Mesh.V1Alpha1;
using Istiod.Protos.Istio.Telemetry.V1Alpha1;

namespace Istiod.Compiler.Telemetry;

/// <summary>Finds extension providers.</summary>
internal static class Providers
{
    /// <summary>The provider of a name, whatever the case of its letters; <c>null</c> if the mesh has none.</summary>
    public static MeshConfig.Types.ExtensionProvider? Find(MeshConfig mesh, string name)
    {
        foreach (MeshConfig.Types.ExtensionProvider provider in mesh.ExtensionProviders)
        {
            if (string.Equals(provider.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                return provider;
            }
        }

        return null;
    }

    /// <summary>The names of references.</summary>
    public static List<string> Names(RepeatedField<ProviderRef> references)
    {
        List<string> names = new(references.Count);
        foreach (ProviderRef reference in references)
        {
            names.Add(reference.Name);
        }

        return names;
    }
}
