using System.Text.Json;
using Istiod.Kubernetes.Connection;

namespace Istiod.Kubernetes.Watching;

/// <summary>
/// Keeps one sink equal to what the API server holds, whatever breaks: a list as a watch (or in pages, where the server cannot),
/// then events, again from the last version after each break, again from the list once that version has expired.
/// </summary>
/// <remarks>client-go tools/cache/reflector.go. A list counts only when it is complete.</remarks>
internal sealed class WatchLoop
{
    private const int MaxObjectBytes = 16 << 20;
    private const int AbsencesToBelieve = 3;
    private static readonly TimeSpan s_shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(30);
    private readonly Informer _informer;
    private readonly IWatchSink _sink;
    private readonly WatchEnvironment _environment;
    private readonly WatchAddress _address;
    private readonly ObjectReading _reading;
    private readonly Backoff _backoff;
    private string _version = "";
    private bool _isInitial;
    private int _absences;

    public WatchLoop(Informer informer, WatchEnvironment environment)
    {
        _informer = informer;
        _sink = informer.NewFeed();
        _environment = environment;
        _address = new WatchAddress(informer.Spec);
        _reading = new ObjectReading(informer.Spec, _sink, environment);
        _backoff = new Backoff(environment.Time, environment.Random);
    }

    /// <summary>Runs until cancelled; never fails otherwise.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            TimeSpan pause = await RoundAsync(cancel);
            if (pause > TimeSpan.Zero && !cancel.IsCancellationRequested)
            {
                await Task.Delay(pause, _environment.Time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    // One stream, from request to end.
    private async Task<TimeSpan> RoundAsync(CancellationToken cancel)
    {
        long start = _environment.Time.GetTimestamp();
        try
        {
            if (_version.Length == 0 && _environment.LacksWatchList)
            {
                await ListAsync(cancel);
            }

            await WatchAsync(cancel);
            _absences = 0;
            if (_environment.Time.GetElapsedTime(start) < s_shortest)
            {
                return _backoff.Next(); // a server that ends every watch at once
            }

            _backoff.Reset();
            return TimeSpan.Zero;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return TimeSpan.Zero;
        }
        catch (OperationCanceledException)
        {
            return Failed("no answer in time", null);
        }
        catch (ApiException refusal)
        {
            return Refused(refusal);
        }
        catch (Exception fault) when (ClusterConnection.IsBroken(fault) || fault is JsonException or InvalidDataException)
        {
            return Failed(fault.Message, null);
        }
        catch (Exception bug)
        {
            // A listener or a decoder failed: the round is lost, not the watch; all is read anew.
            KubernetesLog.Bug(_environment.Logger, _informer.Spec.ToString(), _environment.Cluster.Value, bug);
            _version = "";
            return _backoff.Next();
        }
    }

    private async Task ListAsync(CancellationToken cancel)
    {
        bool isPaged = true;
        string next = "";
        string version;
        using CancellationTokenSource limit = new(s_silence, _environment.Time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        _sink.BeginReplace();
        do
        {
            limit.CancelAfter(s_silence);
            try
            {
                (version, next) = await PageAsync(_address.Page(next, isPaged), limit, either.Token);
            }
            catch (ApiException expired) when (expired.IsExpired && isPaged)
            {
                // Too slow for the server's memory: all at once cannot expire.
                isPaged = false;
                next = version = "";
                _sink.BeginReplace();
                (version, next) = await PageAsync(_address.Page(next, isPaged), limit, either.Token);
            }
        }
        while (next.Length > 0);

        if (version.Length == 0)
        {
            throw new JsonException("the list has no resource version");
        }

        Complete(version);
    }

    private async Task<(string Version, string Next)> PageAsync(ApiRequest request, CancellationTokenSource limit, CancellationToken cancel)
    {
        using ApiAnswer answer = await _environment.Connection.OpenAsync(request, cancel);
        using ListStream items = new(answer.Body, MaxObjectBytes);
        int count = 0;
        while (await items.NextAsync(cancel))
        {
            _reading.Upsert(items.Current);
            if ((++count & 0xFF) == 0)
            {
                limit.CancelAfter(s_silence);
            }
        }

        return (items.ResourceVersion, items.Continue);
    }

    private async Task WatchAsync(CancellationToken cancel)
    {
        TimeSpan timeout = TimeSpan.FromSeconds(300 + _environment.Random.Next(300));
        _isInitial = _version.Length == 0;
        if (_isInitial)
        {
            _sink.BeginReplace();
        }

        // The server ends the watch; if it does not, or if it never comes to the end of the list, we do.
        using CancellationTokenSource limit = new(s_silence, _environment.Time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        using ApiAnswer answer = await _environment.Connection.OpenAsync(_address.Watch(_version, _isInitial, timeout), either.Token);
        using FrameStream events = new(answer.Body, MaxObjectBytes);
        limit.CancelAfter(_isInitial ? s_silence : timeout + s_grace);
        do
        {
            bool wasInitial = _isInitial;
            while (events.TryNext())
            {
                Take(events.Current);
            }

            if (!_isInitial)
            {
                _sink.Flush();
            }

            if (wasInitial)
            {
                limit.CancelAfter(_isInitial ? s_silence : timeout + s_grace);
            }
        }
        while (await WaitAsync(events, either.Token, cancel));

        if (_isInitial)
        {
            throw new IOException("the watch ended before the list was complete");
        }
    }

    private async ValueTask<bool> WaitAsync(FrameStream events, CancellationToken either, CancellationToken cancel)
    {
        try
        {
            return await events.WaitAsync(either);
        }
        catch (OperationCanceledException) when (_isInitial && !cancel.IsCancellationRequested)
        {
            // Servers from before the list as a watch may take the request for an ordinary watch.
            _environment.NoteLackOfWatchList();
            throw;
        }
    }

    private void Take(ReadOnlySpan<byte> frame)
    {
        WatchEvent read = WatchEvent.Read(frame);
        string version = "";
        switch (read.Type)
        {
            case WatchEventType.Added or WatchEventType.Modified:
                version = _reading.Upsert(read.Body);
                break;
            case WatchEventType.Deleted:
                version = _reading.Delete(read.Body);
                break;
            case WatchEventType.Bookmark:
                (version, bool isEnd) = WatchEvent.ReadBookmark(read.Body);
                if (isEnd && _isInitial)
                {
                    _isInitial = false;
                    Complete(version);
                }

                break;
            case WatchEventType.Error:
                _sink.Flush(); // what came before counts
                throw new ApiException(ApiStatus.Read(500, read.Body));
        }

        // A list that breaks off is read anew from its beginning: until its end there is no version.
        if (!_isInitial && version.Length > 0)
        {
            _version = version;
        }
    }

    private void Complete(string version)
    {
        _sink.EndReplace();
        _version = version;
        _backoff.Reset();
        KubernetesLog.Listed(_environment.Logger, _informer.Spec.ToString(), _environment.Cluster.Value, _informer.Count);
    }

    private TimeSpan Refused(ApiException refusal)
    {
        if (refusal.IsExpired || refusal.Status.IsTooNew)
        {
            _version = ""; // what the server no longer, or not yet, knows: read anew
            return Failed(refusal.Message, refusal.RetryAfter);
        }

        if (refusal.IsInvalid && _version.Length == 0 && !_environment.LacksWatchList)
        {
            _environment.NoteLackOfWatchList();
            return TimeSpan.Zero;
        }

        if (refusal.IsNotFound && ++_absences == AbsencesToBelieve && !_informer.HasSynced)
        {
            KubernetesLog.Absent(_environment.Logger, _environment.Cluster.Value, _informer.Spec.ToString());
            _informer.MarkSynced();
        }

        return Failed(refusal.Message, refusal.RetryAfter);
    }

    private TimeSpan Failed(string why, TimeSpan? atLeast)
    {
        _environment.Metrics?.WatchFailed(_environment.Cluster);
        KubernetesLog.WatchFailed(_environment.Logger, _informer.Spec.ToString(), _environment.Cluster.Value, why);
        return _backoff.Next(atLeast);
    }
}
