using Istiod.Benchmarks.Harness;
using Istiod.Incremental;
using Istiod.Primitives;

namespace Istiod.Benchmarks.Derive;

/// <summary>Stages 4 and 5 without the compiler: turns through five ranks, and views of a thousand members over them.</summary>
internal sealed class EngineStage : IStage
{
    private static readonly ClusterId Here = new("here");

    public string Name => "engine";

    public IEnumerable<Sample> Samples()
    {
        Mesh mesh = new(services: 1000, endpointsEach: 5, pods: 2000);
        yield return new Operation("first load, 9000 upserts through 5 ranks", 1, _ => GC.KeepAlive(new Mesh(1000, 5, 2000)));
        yield return new Operation("lone endpoint change, 5 ranks, no views", 5_000, mesh.ChangeEndpoint);
        yield return new Operation("lone equal upsert, cut off at the source", 20_000, _ => mesh.ChangeNothing());
        yield return new Operation("10,000 upserts in one batch", 4, _ => mesh.ChangeMany());
        yield return new Retention("mesh of 1000 services, 5000 endpoints, 2000 pods, an object", 8000, () => new Mesh(1000, 5, 2000));
        yield return new Retention("500 views of 1001 members, an edge", 500 * 1001, () =>
        {
            mesh.DemandViews(500);
            return mesh;
        });
        yield return new Operation("lone endpoint change, 500 views retained", 500, mesh.ChangeEndpoint);
        yield return new Operation("the same and one of the views demanded", 500, i =>
        {
            mesh.ChangeEndpoint(i);
            mesh.DemandView(i % 500);
        });
        yield return new Operation("the same and all 500 views demanded", 5, i =>
        {
            mesh.ChangeEndpoint(i);
            mesh.DemandViews(500);
        });
    }

    /// <summary>Services, endpoints and pods, derived about as the compiler does.</summary>
    private sealed class Mesh
    {
        private readonly Graph _graph = new();
        private readonly Source<NamespacedName, string> _serviceSource;
        private readonly Source<NamespacedName, string> _endpointSource;
        private readonly Source<NamespacedName, string> _podSource;
        private readonly Memo<int, int[]> _view;
        private readonly Dictionary<NamespacedName, int> _numbers = [];
        private int _changes;
        private readonly NamespacedName[] _serviceKeys;
        private readonly NamespacedName[] _endpointKeys;
        private readonly HashSet<int> _retained = [];

        private static readonly string[] Addresses = MakeAddresses();

        internal Mesh(int services, int endpointsEach, int pods)
        {
            _serviceSource = _graph.AddSource<NamespacedName, string>("services");
            _endpointSource = _graph.AddSource<NamespacedName, string>("endpoints");
            _podSource = _graph.AddSource<NamespacedName, string>("pods");
            Source<Unit, string> settings = _graph.AddSingleton<string>("settings");
            Derived<NamespacedName, string> parsed = _graph.Derive<NamespacedName, string, NamespacedName, string>(
                "parsed endpoints", _endpointSource, (key, value, reads, output) => output.Add(key, value));
            Derived<NamespacedName, string> workloads = _graph.Derive<NamespacedName, string, NamespacedName, string>(
                "workloads", _podSource, (key, value, reads, output) => output.Add(key, value));
            Derived<NamespacedName, string> located = _graph.Derive<NamespacedName, string, NamespacedName, string>(
                "located endpoints",
                parsed,
                (key, value, reads, output) =>
                {
                    reads.TryGet(settings, out _);
                    reads.TryGet(workloads, key, out _);
                    output.Add(key, value);
                });
            Index<NamespacedName, NamespacedName, string> byService = _graph.AddIndex<NamespacedName, NamespacedName, string>(
                "endpoints by service", located, (key, value, sink) => sink.Add(ServiceOf(key)));
            Derived<NamespacedName, int> sets = _graph.Derive<NamespacedName, string, NamespacedName, int>(
                "endpoint sets",
                _serviceSource,
                (key, value, reads, output) =>
                {
                    int hash = 0;
                    foreach ((NamespacedName _, string address) in reads.Lookup(byService, key))
                    {
                        hash = (hash * 31) + string.GetHashCode(address.AsSpan(5));
                    }

                    output.Add(key, hash);
                });
            Derived<NamespacedName, int> visible = _graph.Derive<NamespacedName, int, NamespacedName, int>(
                "visible services", sets, (key, value, reads, output) => output.Add(key, value));
            Memo<NamespacedName, int> fragment = _graph.AddMemo<NamespacedName, int>(
                "fragment", (key, reads) => reads.TryGet(visible, key, out int value) ? value : 0);
            _view = _graph.AddView<int, NamespacedName, int, int[]>(
                "view",
                fragment,
                (key, reads) =>
                {
                    int[] values = new int[_serviceKeys!.Length];
                    for (int i = 0; i < values.Length; i++)
                    {
                        values[i] = reads.Get(fragment, _serviceKeys[i]);
                    }

                    return values;
                },
                (key, before, changes) =>
                {
                    int[] values = (int[])before.Clone();
                    foreach (KeyValuePair<NamespacedName, int> change in changes)
                    {
                        values[_numbers[change.Key]] = change.Value;
                    }

                    return values;
                });
            _graph.Build();

            _serviceKeys = new NamespacedName[services + 1];
            ChangeBatch batch = _graph.NewBatch();
            for (int i = 0; i <= services; i++)
            {
                _serviceKeys[i] = new NamespacedName(string.Intern("ns-" + (i % 50)), "service-" + i);
                _numbers[_serviceKeys[i]] = i;
                batch.Upsert(_serviceSource, Here, _serviceKeys[i], "spec");
            }

            _endpointKeys = new NamespacedName[services * endpointsEach];
            for (int i = 0; i < _endpointKeys.Length; i++)
            {
                _endpointKeys[i] = new NamespacedName(_serviceKeys[i / endpointsEach].Namespace, $"service-{i / endpointsEach}/{i % endpointsEach}");
                batch.Upsert(_endpointSource, Here, _endpointKeys[i], "10.0.0.1");
            }

            for (int i = 0; i < pods; i++)
            {
                batch.Upsert(_podSource, Here, _endpointKeys[i], "node");
            }

            batch.Upsert(settings, Here, default, "mesh");
            _graph.Apply(batch);
        }

        internal void ChangeEndpoint(int number)
        {
            ChangeBatch batch = _graph.NewBatch();
            batch.Upsert(_endpointSource, Here, _endpointKeys[number * 31 % _endpointKeys.Length], Addresses[++_changes & 1023]);
            _graph.Apply(batch);
        }

        internal void ChangeNothing()
        {
            ChangeBatch batch = _graph.NewBatch();
            batch.Upsert(_serviceSource, Here, _serviceKeys[1], "spec");
            _graph.Apply(batch);
        }

        internal void ChangeMany()
        {
            ChangeBatch batch = _graph.NewBatch();
            _changes++;
            for (int i = 0; i < 10_000; i++)
            {
                batch.Upsert(_endpointSource, Here, _endpointKeys[i % _endpointKeys.Length], Addresses[(i + _changes) & 1023]);
            }

            _graph.Apply(batch);
        }

        internal void DemandView(int view) => _graph.Current.Get(_view, view);

        internal void DemandViews(int count)
        {
            for (int view = 0; view < count; view++)
            {
                if (_retained.Add(view))
                {
                    _view.Retain(view);
                }

                DemandView(view);
            }
        }

        private static string[] MakeAddresses()
        {
            string[] addresses = new string[1024];
            for (int i = 0; i < addresses.Length; i++)
            {
                addresses[i] = "10.1." + i;
            }

            return addresses;
        }

        private static NamespacedName ServiceOf(NamespacedName endpoint) =>
            new(endpoint.Namespace, endpoint.Name[..endpoint.Name.IndexOf('/', StringComparison.Ordinal)]);
    }
}
