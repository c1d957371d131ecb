using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Istiod.Config;
using Istiod.Diagnostics.Metrics;
using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Render;
using Istiod.Server;

namespace Istiod.Jwks;

/// <summary>Feeds the pipeline with the keys that its RequestAuthentications want.</summary>
internal sealed class JwksRuntime : IDisposable
{
    // istiod: pilot/pkg/model/jwks_resolver.go:jwksExtraRootCABundlePath
    private const string ExtraRoots = "/cacerts/extra.pem";

    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(5);

    private readonly MeshPipeline _pipeline;
    private readonly Func<MeshSettings> _settings;
    private readonly HttpJwksFetcher _fetcher;
    private readonly JwksResolver _resolver;
    private readonly JwksGate _gate;
    private readonly MeshRuntime _mesh;
    private readonly TimeProvider _time;
    private int _isLooking;

    /// <summary>Follows the pipeline from now on; what the mesh takes passes the gate.</summary>
    public JwksRuntime(MeshRuntime mesh, MetricRegistry metrics, TimeProvider time, ILogger log)
    {
        _mesh = mesh;
        _time = time;
        _pipeline = mesh.Pipeline;
        _settings = () => mesh.Settings;
        MeshFeatures features = mesh.Settings.Features;
        BlockedAddresses blocked = new(features.BlockedCidrsInJwksUris, part => JwksLog.NoRange(log, part));
        _fetcher = new HttpJwksFetcher(blocked, Roots(), features.JwksResolverInsecureSkipVerify, new JwksMetrics(metrics), time);
        _resolver = new JwksResolver(_fetcher, Publish, features.JwtPubKeyRefreshInterval, time, log);
        _gate = new JwksGate(_resolver, DemandsOf, mesh.TakeChecked, time);
        mesh.Gate = _gate.Pass;
        _pipeline.Turned += LookSoon;
    }

    /// <summary>Ends when the keys that are wanted now have come, or could not be had, or a few seconds are over.</summary>
    public async Task SettledAsync(CancellationToken cancellation)
    {
        Look();
        try
        {
            await Task.WhenAll(_gate.SettledAsync(), _resolver.FirstsAsync()).WaitAsync(LongestStart, _time, cancellation);
        }
        catch (TimeoutException)
        {
            // whoever needs these keys is refused until they come
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _pipeline.Turned -= LookSoon;
        _mesh.Gate = null;
        _resolver.Dispose();
        _fetcher.Dispose();
    }

    private static X509Certificate2Collection Roots()
    {
        X509Certificate2Collection roots = [];
        try
        {
            if (HostFiles.Text(ExtraRoots) is { } pem)
            {
                roots.ImportFromPem(pem);
            }
        }
        catch (Exception e) when (e is IOException or CryptographicException)
        {
            // as if it were not there
        }

        return roots;
    }

    private void Publish(JwtKeysDemand demand, string? text)
    {
        ChangeBatch batch = _pipeline.Graph.NewBatch();
        if (text is null)
        {
            batch.Delete(_pipeline.Sources.JwtKeys, ClusterId.None, demand);
        }
        else
        {
            batch.Upsert(_pipeline.Sources.JwtKeys, ClusterId.None, demand, new JwtKeys(text));
        }

        _pipeline.Apply(batch);
    }

    // Turns must not wait for this; several turns are one look.
    private void LookSoon(TurnResult turn)
    {
        if (turn.Changes(_pipeline.Sources.RequestAuthentications).Count > 0 && Interlocked.Exchange(ref _isLooking, 1) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static runtime => runtime.Look(), this, preferLocal: false);
        }
    }

    private void Look()
    {
        Volatile.Write(ref _isLooking, 0);
        Dictionary<JwtKeysDemand, TimeSpan> wanted = [];
        Revision revision = _pipeline.Graph.Current;
        foreach (KeyValuePair<ObjectKey, ConfigObject> item in revision.All(_pipeline.Sources.RequestAuthentications))
        {
            JwksRules.Add(item.Value, Mode, IsInMesh, wanted);
        }

        _resolver.Keep(wanted);
    }

    private string Mode => _settings().Features.JwtEnableRemoteJwks;

    private Dictionary<JwtKeysDemand, TimeSpan> DemandsOf(ClusterId cluster, ConfigObject item)
    {
        Dictionary<JwtKeysDemand, TimeSpan> demands = [];
        MeshSettings settings = _settings();
        bool counts = cluster == settings.ConfigCluster;
        counts &= !item.Meta.Labels.TryGet("istio.io/rev", out string? revision)
            || string.Equals(revision, settings.Revision, StringComparison.Ordinal);
        if (counts && _pipeline.Sources.Counts(_pipeline.Graph.Current, cluster, item.Meta.Namespace))
        {
            JwksRules.Add(item, Mode, IsInMesh, demands);
        }

        return demands;
    }

    private bool IsInMesh(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out Uri? uri)
        && _pipeline.Graph.Current.Lookup(_pipeline.Model.ServicesByHost, new Hostname(uri.Host)).Count > 0;
}
