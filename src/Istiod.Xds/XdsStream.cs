using System.Buffers;
using System.IO.Pipelines;
using CommunityToolkit.HighPerformance.Buffers;
using Istiod.Grpc;
using Istiod.Resources;
using Istiod.Xds.Streams;
using Istiod.Xds.Wire;

namespace Istiod.Xds;

/// <summary>One ADS stream: a single loop that reads requests, waits for its place, and writes responses.</summary>
/// <remarks>
/// The loop waits in one spot only, the request pipe's read; a push wakes it by cancelling that read. So an idle stream
/// is one pending read, requests come before pushes by themselves, and nothing here needs a lock.
/// </remarks>
internal sealed class XdsStream : PushTarget, IViewListener, IStreamEvents
{
    private const int SpanBytes = 64 * 1024;

    // What one stream may leave in its pipe without holding a writer's place until the peer has read it.
    private const int LooseBytes = 16 * 1024;

    private readonly XdsServer _server;
    private readonly ServerStream _stream;
    private readonly bool _isDelta;
    private StreamState? _state;
    private IProxyViews? _views;
    private XdsConnection? _connection;
    private TaskCompletionSource? _grant;
    private ValueTask<FlushResult> _flush;
    private ResponseEncoder _encoder;
    private PlannedResponse? _writing;
    private int _dirty;
    private int _resends;
    private long _dirtyRevision;
    private PushTimes _times;
    private int _unflushed;
    private volatile bool _hasPlace;
    private volatile bool _isClosed;
    private bool _hasStarted;
    private bool _hasAskedSecrets;
    private Task? _review;
    private bool _hasFlush;

    public XdsStream(XdsServer server, ServerStream stream, bool isDelta)
    {
        _server = server;
        _stream = stream;
        _isDelta = isDelta;
        _times = new PushTimes(server);
    }

    private bool HasWork =>
        _writing is not null || (Volatile.Read(ref _dirty) | Volatile.Read(ref _resends)) != 0
        || (_state is { } state && (state.OwesAnswer || state.HasPlanned));

    /// <summary>Runs the stream to its end.</summary>
    public async ValueTask<GrpcStatus> RunAsync()
    {
        try
        {
            while (true)
            {
                ReadResult read = await _stream.Input.ReadAsync(_stream.Deadline);
                TakeRequests(read.Buffer);
                if (_isClosed)
                {
                    return GrpcStatus.Ok;
                }

                if (_review is { } review)
                {
                    // secrets that a peer may have are in its first answer, as a client takes an answer without them for an error
                    _review = null;
                    await review.WaitAsync(_stream.Cancellation);
                }

                if (read.IsCompleted)
                {
                    await FinishAsync();
                    return GrpcStatus.Ok;
                }

                await AdvanceAsync();
            }
        }
        finally
        {
            End();
            if (_hasFlush)
            {
                // The status follows on the same pipe, which takes one flush at a time.
                await TakeFlushAsync();
            }
        }
    }

    /// <inheritdoc/>
    public void Invalidated(XdsTypeSet types, long revision)
    {
        _times.Dirty();
        Interlocked.Or(ref _dirty, (int)types.Bits);
        RevisionMark.Raise(ref _dirtyRevision, revision);
        _server.Scheduler.Request(this, isAnswer: false);
    }

    /// <inheritdoc/>
    public void StaleNonce(XdsType type) => _server.Metrics.ExpiredNonce(type);

    /// <inheritdoc/>
    public void Rejected(XdsType type, string version, int code, string message) =>
        _server.RecordNack(new NackRecord(_connection!.Id, type, version, code, message, _server.Time.GetUtcNow()), _connection);

    /// <inheritdoc/>
    protected internal override void OnGranted()
    {
        _hasPlace = true;
        if (Volatile.Read(ref _grant) is { } grant)
        {
            grant.TrySetResult();
        }
        else
        {
            Wake();
        }
    }

    private void Wake() => PendingReads.Cancel(_stream.Input);

    private void TakeRequests(ReadOnlySequence<byte> buffer)
    {
        while (GrpcFraming.TryRead(ref buffer, _stream.MaxMessageBytes, out ReadOnlySequence<byte> message))
        {
            _server.Metrics.Received(message.Length);
            if (message.IsSingleSegment)
            {
                Take(message.FirstSpan);
                continue;
            }

            int length = (int)message.Length;
            byte[] whole = ArrayPool<byte>.Shared.Rent(length);
            try
            {
                message.CopyTo(whole);
                Take(whole.AsSpan(0, length));
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(whole);
            }
        }

        _stream.Input.AdvanceTo(buffer.Start, buffer.End);
    }

    private void Take(ReadOnlySpan<byte> message)
    {
        XdsRequest request = XdsRequest.Parse(message, _isDelta);
        bool isHealth = System.Text.Ascii.Equals(request.TypeUrl, StreamState.HealthType);
        if (_state is null)
        {
            if (isHealth)
            {
                return;
            }

            Open(request);
        }

        if (isHealth)
        {
            _server.Observer?.HealthReported(_connection!, request.IsNack ? request.Counts.ErrorMessage ?? "" : null);
            return;
        }

        if (request.TypeUrl.StartsWith("istio.io/debug"u8))
        {
            if (_server.Debug is null)
            {
                throw new GrpcException(GrpcStatusCode.Unauthenticated, "authentication required");
            }

            _state!.ReceiveDebug(request, _connection!);
            Ask();
            return;
        }

        if (!_hasAskedSecrets && System.Text.Ascii.Equals(request.TypeUrl, XdsType.Secret.TypeUrl))
        {
            _hasAskedSecrets = true;
            _review = _server.Observer?.SecretsAsked(_connection!);
        }

        _state!.Receive(request);
        Ask();
    }

    private void Ask()
    {
        // while secrets are being asked about, a place comes after the wait, see RunAsync
        if (_review is not { IsCompleted: false } && (_state!.OwesAnswer || _state.HasPlanned))
        {
            _server.Scheduler.Request(this, isAnswer: true);
        }
    }

    private void Open(in XdsRequest request)
    {
        ProxyNode node = request.Counts.HasNode ? NodeReader.Read(request.Node) : NodeReader.Read(default);
        if (node.Id.Length == 0)
        {
            throw new GrpcException(GrpcStatusCode.InvalidArgument, "missing node information");
        }

        if (_stream.Identity is { } identity && _server.Authorizer?.Refuse(identity, node) is { } reason)
        {
            throw new GrpcException(GrpcStatusCode.PermissionDenied, reason);
        }

        node = node with { Verified = NodeClaims.AccountOf(_stream.Identity, node) };

        if (!_server.Views.TryOpen(node, this, out IProxyViews? views, out string? refusal))
        {
            throw new GrpcException(GrpcStatusCode.InvalidArgument, refusal);
        }

        _views = views;
        bool isProxyless = string.Equals(NodeClaims.MetadataText(node, "GENERATOR"), "grpc", StringComparison.Ordinal);
        _state = new StreamState(_isDelta, isProxyless, views, _server.NonceSpace, this);
        _connection = new XdsConnection(
            views.NodeId + "-" + _server.NextConnection(),
            node.Id,
            _stream.Peer,
            _isDelta,
            _stream.Identity,
            new XdsConnection.Facts(
                _server.Time.GetUtcNow(),
                StringPool.Shared.GetOrAdd(NodeClaims.MetadataText(node, "ISTIO_VERSION")),
                StringPool.Shared.GetOrAdd(NodeClaims.MetadataText(node, "CLUSTER_ID")),
                views),
            this);
        _server.Add(_connection, node);
    }

    public IReadOnlyList<TypeStatus> Describe() => _state?.Describe() ?? [];

    public void Close()
    {
        _isClosed = true;
        Wake();
    }

    public void Resend()
    {
        Volatile.Write(ref _resends, 1);
        _server.Scheduler.Request(this, isAnswer: false);
    }

    private async ValueTask AdvanceAsync()
    {
        if (_hasPlace)
        {
            await PushAsync();
        }

        if (!_hasPlace && HasWork && _state is not null)
        {
            _server.Scheduler.Request(this, _state.OwesAnswer || _writing is not null);
        }
    }

    // The peer sends no more: what it asked for is answered, then the stream ends (as the reference's does).
    private async ValueTask FinishAsync()
    {
        while (_state is not null && (_state.OwesAnswer || _state.HasPlanned || _writing is not null))
        {
            TaskCompletionSource grant = new(TaskCreationOptions.RunContinuationsAsynchronously);
            Volatile.Write(ref _grant, grant);
            _server.Scheduler.Request(this, isAnswer: true);
            if (!_hasPlace)
            {
                await grant.Task.WaitAsync(_stream.Cancellation);
            }

            await PushAsync();
        }

        if (_hasFlush)
        {
            await TakeFlushAsync();
        }
    }

    // Writes all there is to write; returns without a place, or when the place was taken away.
    private async ValueTask PushAsync()
    {
        if (_hasFlush)
        {
            if (!_flush.IsCompleted)
            {
                _hasPlace = false;
                _server.Scheduler.Park(this);
                await TakeFlushAsync();
                _server.Scheduler.Unpark(this);
                return;
            }

            await TakeFlushAsync();
        }

        while (_writing is not null || await NextResponseAsync())
        {
            if (!_hasStarted)
            {
                _hasStarted = true;
                await _stream.StartAsync();
            }

            if (!await WriteSomeAsync())
            {
                return;
            }
        }

        if (_unflushed > 0)
        {
            BeginFlush();
            if (_unflushed > LooseBytes || _flush.IsCompleted)
            {
                bool keepsPlace = await WaitFlushAsync();
                if (!keepsPlace)
                {
                    return;
                }
            }
        }

        _hasPlace = false;
        _server.Scheduler.Release(this);
    }

    // Fills one span of the response at hand; false if the place was lost on the flush.
    private async ValueTask<bool> WriteSomeAsync()
    {
        Write();
        if (_encoder.Remaining == 0)
        {
            _times.Written(_writing?.State?.Type);
            _writing = null;
            _encoder = default;
        }

        if (_unflushed < SpanBytes)
        {
            return true;
        }

        BeginFlush();
        return await WaitFlushAsync();
    }

    private void Write()
    {
        Span<byte> span = _stream.Output.GetSpan(_encoder.WantedSpan(SpanBytes));
        int written = _encoder.Fill(span);
        _stream.Output.Advance(written);
        _unflushed += written;
    }

    private async ValueTask<bool> WaitFlushAsync()
    {
        if (_flush.IsCompleted)
        {
            await TakeFlushAsync();
            return true;
        }

        _server.Scheduler.FlushBegins(this);
        await TakeFlushAsync();
        if (_server.Scheduler.FlushEnds(this))
        {
            return true;
        }

        _hasPlace = false;
        return false;
    }

    private void BeginFlush()
    {
#pragma warning disable CA2012 // kept so that a small write need not be waited for; TakeFlushAsync awaits it once, before the next
        _flush = _stream.Output.FlushAsync(_stream.Deadline);
#pragma warning restore CA2012
        _times.FlushBegins();
        _hasFlush = true;
    }

    private async ValueTask TakeFlushAsync()
    {
        _hasFlush = false;
        _unflushed = 0;
        ValueTask<FlushResult> flush = _flush;
        _flush = default;
        FlushResult result;
        try
        {
            result = await flush;
        }
        catch (OperationCanceledException) when (_stream.Deadline.IsCancellationRequested)
        {
            _times.TimedOut(_writing?.State?.Type);
            throw;
        }

        _times.Flushed();
        if (result.IsCompleted || result.IsCanceled)
        {
            throw new OperationCanceledException("the peer went away");
        }
    }

    private ValueTask<bool> NextResponseAsync()
    {
        StreamState state = _state!;
        if (!state.HasPlanned)
        {
            PlanNext(state);
        }

        if (state.TakePlanned() is not { } response)
        {
            return ValueTask.FromResult(false);
        }

        if (response.Debug is { Query: { } query } && _server.Debug is { } source)
        {
            return AnswerAsync(source, query, response);
        }

        Begin(response);
        return ValueTask.FromResult(true);
    }

    private async ValueTask<bool> AnswerAsync(IDebugSource source, DebugQuery query, PlannedResponse asked)
    {
        Begin(DebugParts.Answered(asked, await source.AnswerAsync(query, _stream.Cancellation)));
        return true;
    }

    private void Begin(PlannedResponse response)
    {
        string version = _server.Versions.Of(response.Revision);
        ulong nonce = _server.NextNonce();
        _encoder = new ResponseEncoder(response, _isDelta, version, _server.NonceSpace, nonce);
        _writing = response;
        StreamState.RecordSent(response, version, nonce, _server.Time.GetUtcNow());
        _server.Metrics.Pushing(response.State?.Type, _encoder.Length);
    }

    private void PlanNext(StreamState state)
    {
        _times.PlanIsDone();
        if (Interlocked.Exchange(ref _resends, 0) != 0)
        {
            state.ResendAll();
        }

        XdsTypeSet dirty = new((uint)Interlocked.Exchange(ref _dirty, 0));
        if (dirty.IsEmpty && !state.OwesAnswer)
        {
            return;
        }

        _times.Plans(isPush: !dirty.IsEmpty);
        IViewSnapshot snapshot = _views!.Snapshot();
        if (!dirty.IsEmpty && snapshot.Revision > Volatile.Read(ref _dirtyRevision))
        {
            // Newer than what we were told of: all types go along, so that what is sent is of one revision.
            dirty = new XdsTypeSet(uint.MaxValue);
        }

        state.Plan(snapshot, dirty);
    }

    private void End()
    {
        _isClosed = true;
        _server.Scheduler.Remove(this);
        _hasPlace = false;
        _views?.Dispose();
        if (_connection is { } connection)
        {
            _server.Remove(connection);
        }
    }
}
