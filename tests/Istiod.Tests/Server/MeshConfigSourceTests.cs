using Istiod.Model;
using Istiod.Primitives;
using Istiod.Server;
using Istiod.Variables;

namespace Istiod.Tests.Server;

public sealed class MeshConfigSourceTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task File_SwappedLikeAMountedConfigMap_IsReadAgain()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            Write(folder, "..v1", "trustDomain: one\n");
            Directory.CreateSymbolicLink(Path.Combine(folder, "..data"), "..v1");
            File.CreateSymbolicLink(Path.Combine(folder, "mesh"), Path.Combine("..data", "mesh"));
            TaskCompletionSource<MeshSettings> changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
            List<Finding> findings = [];
            using MeshConfigSource source = new(
                new MeshSettingsLoader(new PilotEnvironment(), new MeshFeatures(), "cluster.local", "Kubernetes", new EnvironmentReader(_ => null)),
                new MeshConfigPlaces(Path.Combine(folder, "mesh"), Path.Combine(folder, "meshNetworks"), "istio-system", "istio", ""),
                null,
                changed.SetResult,
                findings.Add);
            MeshSettings first = await source.ReadAsync(CancellationToken.None);
            Assert.Equal("one", first.Mesh.TrustDomain);

            // what the kubelet does
            Write(folder, "..v2", "trustDomain: two\n");
            Directory.CreateSymbolicLink(Path.Combine(folder, "..data_tmp"), "..v2");
            Directory.Move(Path.Combine(folder, "..data"), Path.Combine(folder, "..old"));
            Directory.Move(Path.Combine(folder, "..data_tmp"), Path.Combine(folder, "..data"));

            MeshSettings second = await changed.Task.WaitAsync(s_limit);
            Assert.Equal("two", second.Mesh.TrustDomain);
            Assert.Empty(findings);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Write(string folder, string version, string mesh)
    {
        Directory.CreateDirectory(Path.Combine(folder, version));
        File.WriteAllText(Path.Combine(folder, version, "mesh"), mesh);
    }
}
