using System.Diagnostics;
using System.Net;
using Istiod.Load.Client;

namespace Istiod.Load.Runs;

/// <summary>All proxies of a run: connects them, brings refused ones back, and tells who has what.</summary>
internal sealed class Crowd : IStreamListener
{
    private readonly ProxyStream[] _streams;
    private TaskCompletionSource _allLoaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IPEndPoint _server;
    private readonly List<long>[] _endpointAnswers;
    private AnswerWatch? _watch;
    private int _loaded;
    private int _refused;
    private volatile bool _isClosing;
    private volatile bool _keepsAnswers;

    public Crowd(Mesh mesh, bool isDelta, IPEndPoint server, ClientIdentity[]? identities)
    {
        _server = server;
        _streams = new ProxyStream[mesh.Proxies];
        _endpointAnswers = new List<long>[mesh.Proxies];
        for (int i = 0; i < _streams.Length; i++)
        {
            _streams[i] = new ProxyStream(i, ProxyNodes.Of(mesh, i), isDelta, identities?[i], this);
            _endpointAnswers[i] = [];
        }
    }

    public IReadOnlyList<ProxyStream> Streams => _streams;

    public int Loaded => _loaded;

    /// <summary>Streams that ended before they were loaded; each came again.</summary>
    public int Refused => _refused;

    public double FirstLoadedMs { get; private set; }

    public long Start { get; private set; }

    public long LoadedAt { get; private set; }

    /// <summary>Connects all, and waits until all have routes or the time is up.</summary>
    public async Task LoadAsync(TimeSpan longest)
    {
        Start = Stopwatch.GetTimestamp();
        foreach (ProxyStream stream in _streams)
        {
            _ = Task.Run(() => KeepAsync(stream));
        }

        await Task.WhenAny(_allLoaded.Task, Task.Delay(longest));
        LoadedAt = Stopwatch.GetTimestamp();
    }

    /// <summary>Waits until all have routes again after <paramref name="end"/> has ended the server.</summary>
    /// <returns>How long the last one was without, or the wait was; <see cref="Loaded"/> says which.</returns>
    public async Task<TimeSpan> ComeBackAsync(Action end, TimeSpan longest)
    {
        _allLoaded = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        long start = Stopwatch.GetTimestamp();
        end();
        await Task.WhenAny(_allLoaded.Task, Task.Delay(longest));
        return Stopwatch.GetElapsedTime(start);
    }

    /// <summary>Begins to wait for the next answer of a type on each stream.</summary>
    public AnswerWatch Watch(int type) => _watch = new AnswerWatch(type, _streams.Length);

    /// <summary>Keeps the times of all endpoint answers from now on, or gives them back.</summary>
    public void KeepAnswers(bool keep) => _keepsAnswers = keep;

    public IReadOnlyList<List<long>> EndpointAnswers => _endpointAnswers;

    public void Close()
    {
        _isClosing = true;
        foreach (ProxyStream stream in _streams)
        {
            stream.Close();
        }
    }

    public void OnLoaded(ProxyStream stream)
    {
        int loaded = Interlocked.Increment(ref _loaded);
        if (loaded == 1)
        {
            FirstLoadedMs = Stopwatch.GetElapsedTime(Start).TotalMilliseconds;
        }

        if (loaded == _streams.Length)
        {
            _allLoaded.TrySetResult();
        }
    }

    public void OnAnswer(ProxyStream stream, int type, long timestamp)
    {
        _watch?.OnAnswer(stream.Index, type, timestamp);
        if (_keepsAnswers && type == ProxyStream.Endpoints)
        {
            _endpointAnswers[stream.Index].Add(timestamp);
        }
    }

    private async Task KeepAsync(ProxyStream stream)
    {
        while (!_isClosing)
        {
            bool wasLoaded = false;
            try
            {
                await stream.RunAsync(_server);
                wasLoaded = stream.IsLoaded;
            }
            catch (Exception e) when (!_isClosing && e is IOException)
            {
                wasLoaded = stream.IsLoaded;
            }
            catch (Exception e) when (_isClosing && e is IOException or ObjectDisposedException)
            {
                return;
            }

            if (_isClosing)
            {
                return;
            }

            if (wasLoaded)
            {
                Interlocked.Decrement(ref _loaded);
            }

            Interlocked.Increment(ref _refused);
            await Task.Delay(TimeSpan.FromSeconds(0.2 + (0.8 * Random.Shared.NextDouble())));
        }
    }
}
