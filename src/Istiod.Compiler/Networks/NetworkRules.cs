using Istiod.Primitives;

namespace Istiod.Compiler.Networks;

/// <summary>What the mesh's networks say of where endpoints are. Compares by value.</summary>
/// <param name="Registries">Clusters whose endpoints are all in one network.</param>
/// <param name="Ranges">Address ranges of networks, the widest first.</param>
internal sealed record NetworkRules(ValueArray<KeyValuePair<string, string>> Registries, ValueArray<CidrRange> Ranges)
{
    public static readonly NetworkRules None = new(default, default);
}
