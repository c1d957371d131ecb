using System.Globalization;
using Istiod.Render.Tests.Equivalence;
using Istiod.Render.Tests.Isolation;
using Istiod.Resources;

namespace Istiod.Render.Tests;

/// <summary>What a proxy gets does not depend on who else is connected: keys that are shared hold every input.</summary>
public sealed class IsolationTests
{
    private const int Bases = 10;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Proxy_AmongFiveHundredOthers_GetsWhatItGetsAlone(int seed)
    {
        Random random = new(seed);
        List<MeshEdit> state = new MeshScenario("all").Generate(seed + 1000, 0)[0];
        List<ProxyNode> crowd = Crowd(seed);
        using OpenMesh mesh = new(crowd);
        mesh.Apply(state);
        List<(int Proxy, XdsType Type)> order = [];
        for (int i = 0; i < crowd.Count; i++)
        {
            foreach (XdsType type in OpenMesh.Types)
            {
                order.Add((i, type));
            }
        }

        random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(order));
        foreach ((int proxy, XdsType type) in order)
        {
            mesh.View(proxy, type, out _);
        }

        bool isWhole = Environment.GetEnvironmentVariable("ISTIOD_ISOLATION") == "all";
        List<string> failures = [];
        for (int i = isWhole ? 0 : seed; i < crowd.Count; i += isWhole ? 1 : 5)
        {
            using OpenMesh alone = new([crowd[i]]);
            alone.Apply(state);
            foreach (XdsType type in OpenMesh.Types)
            {
                if (ViewComparison.Difference(type, mesh.View(i, type, out _), alone.View(0, type, out _)) is { } difference)
                {
                    failures.Add($"{crowd[i].Id}, {type}: {difference}");
                }
            }
        }

        Assert.True(
            failures.Count == 0,
            string.Create(CultureInfo.InvariantCulture, $"{failures.Count} differ, first {string.Join('\n', failures.Take(5))}"));
    }

    /// <summary>Ten proxies, and for each twins that differ from it in one property: whoever shares too much has a neighbour that shows it.</summary>
    private static List<ProxyNode> Crowd(int seed)
    {
        RandomProxies proxies = new(seed);
        List<ProxyNode> crowd = [];
        for (int i = 0; i < Bases; i++)
        {
            int[] choices = proxies.Random();
            crowd.Add(RandomProxies.Node(choices));
            for (int property = 0; property < RandomProxies.PropertyCount; property++)
            {
                crowd.Add(RandomProxies.Node(proxies.Twin(choices, property)));
            }
        }

        return crowd;
    }
}
