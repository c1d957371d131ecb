using System.Text;
using Istiod.Benchmarks.Harness;
using Istiod.Benchmarks.Meshes;
using Istiod.Config;
using Istiod.Config.Yaml;
using Istiod.Files;

namespace Istiod.Benchmarks.Decode;

/// <summary>Stage 2: bytes of an API server or a file → objects.</summary>
internal sealed class DecodeStage : IStage
{
    private const int Files = 1000;

    public string Name => "decode";

    public IEnumerable<Sample> Samples()
    {
        ObjectReader reader = new();
        byte[] slice = reader.Json(MeshTexts.Slice(1, 0), out KindDescriptor sliceKind);
        byte[] pod = reader.Json(MeshTexts.Pod(1, "client"), out KindDescriptor podKind);
        byte[] route = reader.Json(MeshTexts.VirtualService(1, 5), out KindDescriptor routeKind);
        yield return new Operation("EndpointSlice, JSON", 2000, _ => Decode(sliceKind, slice));
        yield return new Operation("Pod, JSON", 2000, _ => Decode(podKind, pod));
        yield return new Operation("VirtualService, JSON", 2000, _ => Decode(routeKind, route));

        byte[] sliceYaml = Encoding.UTF8.GetBytes(MeshTexts.Slice(1, 0));
        byte[] podYaml = Encoding.UTF8.GetBytes(MeshTexts.Pod(1, "client"));
        yield return new Operation("EndpointSlice, YAML to nodes", 1000, _ => Parse(sliceYaml));
        yield return new Operation("Pod, YAML to nodes", 1000, _ => Parse(podYaml));

        string directory = Directory.CreateTempSubdirectory("istiod-bench-").FullName;
        try
        {
            for (int i = 0; i < Files / 2; i++)
            {
                File.WriteAllText(Path.Combine(directory, $"service-{i}.yaml"), MeshTexts.Service(i));
                File.WriteAllText(Path.Combine(directory, $"slice-{i}.yaml"), MeshTexts.Slice(i, 0));
            }

            yield return new Operation($"{Files} files read at start", 1, _ => ReadAll(directory));
            FileSource source = new(new FileSourceOptions { Paths = [directory] }, new Sink(1));
            source.ReadOnce();
            string changed = Path.Combine(directory, "slice-7.yaml");
            yield return new Operation($"one of {Files} files changed, all looked at", 1, _ => source.ReadOnce())
            {
                Prepare = i => File.WriteAllText(changed, MeshTexts.Slice(7, 1 + (i & 63))),
            };
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static void Decode(KindDescriptor kind, byte[] json)
    {
        if (!Config.Decoder.Decode(kind, json).IsOk)
        {
            throw new InvalidOperationException(kind.Kind);
        }
    }

    private static void Parse(byte[] yaml)
    {
        if (YamlReader.ReadAll(yaml, "text", YamlOptions.Objects)[0].Root is null)
        {
            throw new InvalidOperationException("not read");
        }
    }

    private static void ReadAll(string directory)
    {
        Sink sink = new(Files);
        new FileSource(new FileSourceOptions { Paths = [directory] }, sink).ReadOnce();
        if (!sink.IsFull)
        {
            throw new InvalidOperationException("objects are missing");
        }
    }

    private sealed class Sink(int expected) : IConfigSink
    {
        public bool IsFull { get; private set; }

        public void Apply(ConfigBatch batch) => IsFull |= batch.Changes.Count == expected;
    }
}
