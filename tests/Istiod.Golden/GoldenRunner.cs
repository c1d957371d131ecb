using System.Text.RegularExpressions;
using Istiod.Golden.Cases;
using Istiod.Golden.Clients;
using Istiod.Golden.Dumps;
using Istiod.Golden.Validation;
using Istiod.Primitives;
using Istiod.Render;
using Istiod.Server;
using Istiod.Variables;

namespace Istiod.Golden;

/// <summary>Runs cases through the product and writes what their proxies get, in the layout of <c>xdsdump.py</c>.</summary>
public static class GoldenRunner
{
    // what recordings say in place of the root that the reference made for the run
    private const string OwnRoots = "(the root certificate of this run)\n";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3);

    /// <summary>Runs all cases below a folder.</summary>
    /// <param name="cases">The folder; it is only read.</param>
    /// <param name="output">Gets <c>FAMILY/CASE/N-NAME/TYPE.json</c>, and <c>validate/KIND.json</c>.</param>
    /// <param name="only">Cases whose path matches.</param>
    /// <param name="tell">Takes one line for each case that failed.</param>
    /// <returns>How many cases ran, and how many of them failed.</returns>
    public static async Task<(int Run, int Failed)> RunAsync(
        string cases,
        string output,
        Regex? only,
        GoldenMode mode,
        Action<string> tell)
    {
        IReadOnlyList<string> paths = GoldenCases.Find(cases, only);
        int failed = 0;
        await Parallel.ForEachAsync(
            paths,
            new ParallelOptions { MaxDegreeOfParallelism = Math.Max(2, System.Environment.ProcessorCount) },
            async (path, _) =>
            {
                foreach (string fault in await RunAsync(cases, path, output, mode))
                {
                    Interlocked.Increment(ref failed);
                    tell($"{path}: {fault}");
                }
            });
        IReadOnlyList<string> validations = ValidateFamily.Find(cases, only);
        foreach (string path in validations)
        {
            foreach (string fault in ValidateFamily.Run(cases, path, output))
            {
                failed++;
                tell($"{path}: {fault}");
            }
        }

        return (paths.Count + validations.Count, failed);
    }

    /// <summary>Runs one case.</summary>
    /// <returns>What went wrong; the answers of what failed are missing from the dump, nothing is thrown for it.</returns>
    public static async Task<IReadOnlyList<string>> RunAsync(string cases, string path, string output, GoldenMode mode)
    {
        List<string> faults = [];
        string folder = Path.Combine(output, path);
        Directory.CreateDirectory(folder);
        try
        {
            GoldenCase golden = GoldenCases.Load(cases, path);
            Renderer renderer = Load(golden);
            await StatusDump.WriteAsync(golden, renderer, new ClusterId(golden.Environment["CLUSTER_ID"]), folder);
            if (mode == GoldenMode.Render)
            {
                foreach (GoldenProxy proxy in golden.Proxies)
                {
                    await GuardAsync(
                        proxy, faults, () => Task.FromResult<IXdsClient>(new RenderClient(renderer.Pipeline, proxy.Node)), folder);
                }
            }
            else
            {
                await using LiveServer server = await LiveServer.StartAsync(renderer.Pipeline);
                foreach (GoldenProxy proxy in golden.Proxies)
                {
                    bool isDelta = mode == GoldenMode.Delta || proxy.IsDelta;
                    await GuardAsync(
                        proxy,
                        faults,
                        () => Task.FromResult<IXdsClient>(new StreamClient(server.Channel, proxy.Node, isDelta, s_patience)),
                        folder);
                }
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            faults.Add(Describe(e));
        }

        return faults;
    }

    /// <summary>Reads a case's objects and settings into a mesh.</summary>
    public static Renderer Load(GoldenCase golden)
    {
        EnvironmentReader reader = new(name => golden.Environment.GetValueOrDefault(name));
        PilotEnvironment environment = PilotEnvironment.Read(reader);
        MeshSettingsLoader loader = new(environment, MeshFeatureVariables.Read(reader), domain: "cluster.local", environment.ClusterId, reader);
        List<Finding> findings = [];
        Renderer renderer = new(loader.FromYaml(golden.MeshYaml, golden.NetworksYaml ?? "", findings));
        renderer.Pipeline.SetOwnRoots(OwnRoots);
        foreach (string file in golden.Objects)
        {
            // One after the other: what is applied later replaces what the cluster held before.
            renderer.Load(new ClusterId(environment.ClusterId), [file]);
        }

        foreach ((string cluster, IReadOnlyList<string> files) in golden.Remotes)
        {
            renderer.Load(new ClusterId(cluster), files);
        }

        return renderer;
    }

    // a proxy that fails is that proxy's result: the others are still worth having
    private static async Task GuardAsync(GoldenProxy proxy, List<string> faults, Func<Task<IXdsClient>> open, string folder)
    {
        try
        {
            await using IXdsClient client = await open();
            await ProxyDump.WriteAsync(proxy, client, folder);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            faults.Add(proxy.Folder + ": " + Describe(e));
        }
    }

    private static string Describe(Exception e)
    {
        Exception inner = e.GetBaseException();
        string at = inner.StackTrace?.Split('\n').FirstOrDefault(l => l.Contains("Istiod", StringComparison.Ordinal))?.Trim() ?? "";
        return $"{inner.GetType().Name}: {inner.Message.ReplaceLineEndings(" ")} {at}";
    }
}
