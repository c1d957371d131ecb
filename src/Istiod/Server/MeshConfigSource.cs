using System.Text;
using Istiod.Config;
using Istiod.Config.Kinds.Core;
using Istiod.Kubernetes;
using Istiod.Model;
using Istiod.Primitives;

namespace Istiod.Server;

/// <summary>
/// Mesh config and networks as they are now: of files that are there at start, else of the ConfigMap; the shared ConfigMap beneath.
/// Changes are told while the process runs.
/// </summary>
/// <remarks>istiod: pilot/pkg/bootstrap/mesh.go:getConfigurationSources.</remarks>
internal sealed class MeshConfigSource : IDisposable
{
    private const string MeshKey = "mesh";
    private const string NetworksKey = "meshNetworks";
    private readonly Lock _lock = new();
    private readonly MeshSettingsLoader _loader;
    private readonly Action<MeshSettings> _changed;
    private readonly Action<Finding> _report;
    private readonly List<WatchedFile> _watches = [];
    private readonly List<Informer> _maps = [];

    // The shared ConfigMap, the own one, the mesh file, the networks file; a file hides its part of the own map.
    private readonly MeshText?[] _layers = new MeshText?[4];
    private MeshSettings? _settings;

    /// <summary>Reads the files and begins to watch the ConfigMaps.</summary>
    /// <param name="cluster">Where ConfigMaps are; <c>null</c> if there is no cluster.</param>
    /// <param name="changed">Hears new settings after <see cref="ReadAsync"/>.</param>
    /// <param name="report">Hears what is wrong.</param>
    /// <exception cref="IOException">A file is there but cannot be read.</exception>
    public MeshConfigSource(
        MeshSettingsLoader loader, MeshConfigPlaces places, InformerSet? cluster, Action<MeshSettings> changed, Action<Finding> report)
    {
        _loader = loader;
        _changed = changed;
        _report = report;
        Open(2, places.MeshFile, static (file, text) => new MeshText(file, text, null));
        Open(3, places.NetworksFile, static (file, text) => new MeshText(file, null, text));
        if (cluster is null)
        {
            return;
        }

        if (places.SharedMap.Length > 0)
        {
            Follow(0, cluster, places.Namespace, places.SharedMap);
        }

        if (_layers[2] is null || _layers[3] is null)
        {
            Follow(1, cluster, places.Namespace, places.OwnMap);
        }
    }

    /// <summary>The settings once the ConfigMaps are read.</summary>
    public async Task<MeshSettings> ReadAsync(CancellationToken cancel)
    {
        foreach (Informer map in _maps)
        {
            await map.Synced.WaitAsync(cancel);
        }

        lock (_lock)
        {
            return _settings ??= Load();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (WatchedFile watch in _watches)
        {
            watch.Dispose();
        }
    }

    private void Open(int layer, string file, Func<string, byte[], MeshText> make)
    {
        if (MeshSettingsLoader.ReadIfThere(file) is { } text)
        {
            _layers[layer] = make(file, text);
            _watches.Add(new WatchedFile(file, text, changed => Take(layer, make(file, changed)), TimeProvider.System));
        }
    }

    private void Follow(int layer, InformerSet cluster, string ns, string name)
    {
        Informer map = cluster.StartNow(new InformerSpec(KindCatalog.ConfigMap) { Namespace = ns, FieldSelector = "metadata.name=" + name });
        _maps.Add(map);
        map.Subscribe(new MapListener(this, layer));
    }

    private void Take(int layer, MeshText? text)
    {
        MeshSettings settings;
        lock (_lock)
        {
            _layers[layer] = text;
            if (_settings is null)
            {
                return; // not asked for yet
            }

            settings = Load();
            if (settings.Equals(_settings))
            {
                return;
            }

            _settings = settings;
            _changed(settings); // under the lock: in order
        }
    }

    // Under the lock.
    private MeshSettings Load()
    {
        List<MeshText> layers = [];
        if (_layers[0] is { } shared)
        {
            layers.Add(shared);
        }

        if (_layers[1] is { } own)
        {
            layers.Add(own with
            {
                Mesh = _layers[2] is null ? own.Mesh : null,
                Networks = _layers[3] is null ? own.Networks : null,
            });
        }

        for (int i = 2; i < 4; i++)
        {
            if (_layers[i] is { } file)
            {
                layers.Add(file);
            }
        }

        List<Finding> findings = [];
        MeshSettings settings = _loader.FromLayers(layers, _settings, findings);
        foreach (Finding finding in findings)
        {
            _report(finding);
        }

        return settings;
    }

    private static byte[]? TextOf(LabelSet data, string key) =>
        data.TryGet(key, out string? text) ? Encoding.UTF8.GetBytes(text) : null;

    private sealed class MapListener(MeshConfigSource source, int layer) : IInformerListener
    {
        public void Changed(Informer informer, IReadOnlyList<InformerChange> changes)
        {
            foreach (InformerChange change in changes)
            {
                LabelSet? data = change.Object?.SpecAs<ConfigMapSpec>().Data;
                source.Take(
                    layer, data is null ? null : new MeshText($"ConfigMap {change.Key}", TextOf(data, MeshKey), TextOf(data, NetworksKey)));
            }
        }
    }
}
