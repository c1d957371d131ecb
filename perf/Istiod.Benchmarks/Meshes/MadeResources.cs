using Istiod.Protobuf;
using Istiod.Resources;

namespace Istiod.Benchmarks.Meshes;

/// <summary>Resources without a mesh: of the size of clusters, named as clusters are.</summary>
internal static class MadeResources
{
    /// <summary>A cluster and the fixed ones: what a proxy has in the load.</summary>
    public const int Count = 1001;

    private const int Bytes = 900;

    private static readonly ResourceStore s_store = new();

    public static string Name(int number) => $"outbound|80||svc-{number}.load.svc.cluster.local";

    /// <param name="number">Decides the name.</param>
    /// <param name="generation">Resources of one name and different generations differ.</param>
    public static XdsResource One(int number, int generation) => s_store.Create(
        Name(number), Value.For(Name(number) + generation + new string('c', Bytes)));

    public static XdsResource[] All(int generation)
    {
        XdsResource[] made = new XdsResource[Count];
        for (int i = 0; i < made.Length; i++)
        {
            made[i] = One(i, generation);
        }

        return made;
    }
}
