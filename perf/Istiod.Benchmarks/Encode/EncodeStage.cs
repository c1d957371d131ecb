using Istiod.Benchmarks.Harness;
using Istiod.Benchmarks.Meshes;
using Istiod.Resources;
using Istiod.Xds.Streams;
using Istiod.Xds.Wire;

namespace Istiod.Benchmarks.Encode;

/// <summary>Stage 10: a planned response → a frame, in pieces of a pipe's size.</summary>
internal sealed class EncodeStage : IStage
{
    private const string Version = "2026-11-24T22:00:00Z/12";

    private readonly byte[] _memory = new byte[64 << 10];

    public string Name => "encode";

    public IEnumerable<Sample> Samples()
    {
        XdsResource[] all = MadeResources.All(0);
        PlannedResponse one = Response(all.AsMemory(0, 1));
        PlannedResponse whole = Response(all);
        string[] names = new string[all.Length];
        for (int i = 0; i < names.Length; i++)
        {
            names[i] = all[i].Name;
        }

        PlannedResponse removal = new() { TypeUrl = XdsType.Cluster.TypeUrlUtf8, Removed = names };
        yield return new Operation("delta of one resource", 20_000, i => Write(one, true, i));
        yield return new Operation("delta of 1001 resources", 100, i => Write(whole, true, i));
        yield return new Operation("delta of 1001 removals", 200, i => Write(removal, true, i));
        yield return new Operation("state of 1001 resources", 100, i => Write(whole, false, i));
    }

    private static PlannedResponse Response(ReadOnlyMemory<XdsResource> resources) =>
        new() { TypeUrl = XdsType.Cluster.TypeUrlUtf8, Resources = resources, Changed = resources };

    private void Write(PlannedResponse response, bool isDelta, int number)
    {
        ResponseEncoder encoder = new(response, isDelta, Version, 1, (ulong)number);
        while (encoder.Remaining > 0)
        {
            encoder.Fill(_memory.AsSpan(0, Math.Min(encoder.WantedSpan(_memory.Length), _memory.Length)));
        }
    }
}
