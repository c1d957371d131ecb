namespace Istiod.Incremental.Tests.Contract;

/// <summary>A source itself.</summary>
public sealed class SourceContractTests : CollectionContract
{
    protected override Collection<string, int> Wire(Graph graph, Source<string, int> source) => source;
}

/// <summary>One output for each input.</summary>
public sealed class DerivedContractTests : CollectionContract
{
    protected override Collection<string, int> Wire(Graph graph, Source<string, int> source) =>
        graph.Derive<string, int, string, int>("under test", source, (key, value, reads, output) => output.Add(key, value));
}

/// <summary>One input gives all outputs.</summary>
public sealed class FanOutContractTests : CollectionContract
{
    protected override Collection<string, int> Wire(Graph graph, Source<string, int> source) =>
        graph.Derive<Unit, Unit, string, int>("under test", graph.Always, (key, value, reads, output) =>
        {
            foreach ((string name, int number) in reads.All(source))
            {
                output.Add(name, number);
            }
        });
}

/// <summary>Two inputs contribute to each output.</summary>
public sealed class MergedContractTests : CollectionContract
{
    protected override Collection<string, int> Wire(Graph graph, Source<string, int> source)
    {
        Derived<string, int> halves = graph.Derive<string, int, string, int>("halves", source, (key, value, reads, output) =>
        {
            output.Add(key + "/1", value / 2);
            output.Add(key + "/2", value - (value / 2));
        });
        return graph.Derive<string, int, string, int>(
            "under test",
            halves,
            (key, value, reads, output) => output.Add(key[..^2], value),
            merge: (key, contributions) => contributions[0].Value + contributions[1].Value);
    }
}

/// <summary>Reads through an index of another collection.</summary>
public sealed class IndexedContractTests : CollectionContract
{
    protected override Collection<string, int> Wire(Graph graph, Source<string, int> source)
    {
        Index<string, string, int> byName = graph.AddIndex<string, string, int>("by name", source, (key, value, sink) => sink.Add("=" + key));
        Derived<string, bool> names = graph.Derive<string, int, string, bool>("present", source, (key, value, reads, output) => output.Add(key, true));
        return graph.Derive<string, bool, string, int>("under test", names, (key, value, reads, output) =>
        {
            foreach ((string name, int number) in reads.Lookup(byName, "=" + key))
            {
                output.Add(name, number);
            }
        });
    }
}
