using Istiod.Grpc;
using Istiod.Resources;
using Istiod.Xds.Wire;

namespace Istiod.Xds.Streams;

/// <summary>The xDS protocol of one stream, without any I/O: requests go in, planned responses come out.</summary>
/// <remarks>
/// One machine for SotW and delta; they differ in how names are read and how a difference is told. Not thread-safe: the
/// stream's loop owns it. Rules: istiod: pkg/xds/server.go:ShouldRespond, pilot/pkg/xds/delta.go:shouldRespondDelta; where
/// we differ is in docs/differences.md.
/// </remarks>
internal sealed class StreamState
{
    /// <summary>Type of the agent's health reports, which are never answered.</summary>
    public const string HealthType = "type.googleapis.com/istio.v1.HealthInformation";

    /// <summary>Names of one type that a stream may ask for.</summary>
    internal const int MaxNames = 100_000;

    private const int MaxUnknown = 64;

    private readonly TypeState?[] _types = new TypeState?[XdsType.All.Length];
    private readonly IProxyViews _views;
    private readonly ulong _server;
    private readonly IStreamEvents _events;
    private List<PlannedResponse>? _planned;
    private int _next;
    private XdsTypeSet _due;

    /// <summary>A stream that has sent nothing yet.</summary>
    /// <param name="isDelta">The variant of the protocol.</param>
    /// <param name="answersAllNames">SotW: a change of names is answered with all of them (proxyless gRPC), not the new ones.</param>
    /// <param name="views">What the proxy should have.</param>
    /// <param name="server">The server's half of nonces.</param>
    /// <param name="events">Hears of rejections and stale nonces.</param>
    public StreamState(bool isDelta, bool answersAllNames, IProxyViews views, ulong server, IStreamEvents events)
    {
        IsDelta = isDelta;
        AnswersAllNames = answersAllNames;
        _views = views;
        _server = server;
        _events = events;
    }

    public bool IsDelta { get; }

    public bool AnswersAllNames { get; }

    /// <summary>Whether a request waits for its answer.</summary>
    public bool OwesAnswer => !_due.IsEmpty;

    /// <summary>Whether planned responses wait to be written.</summary>
    public bool HasPlanned => _planned is not null;

    /// <summary>State of a type; <c>null</c> if the stream never asked for it or no longer does.</summary>
    public TypeState? this[XdsType type] => _types[type.Order];

    /// <summary>Takes one request in.</summary>
    public void Receive(in XdsRequest request)
    {
        XdsType? type = XdsType.Find(request.TypeUrl);
        if (type is null)
        {
            ReceiveUnknown(request);
        }
        else if (IsDelta)
        {
            ReceiveDelta(type, request);
        }
        else
        {
            ReceiveSotw(type, request);
        }

        // delta requests add up: each is bounded, the sum would not be
        if (type is not null
            && _types[type.Order] is { } state
            && (state.Names.ExplicitCount > MaxNames || state.Fresh?.Count > MaxNames || state.Gone?.Count > MaxNames))
        {
            throw new GrpcException(GrpcStatusCode.ResourceExhausted, $"more than {MaxNames} names of {type.ShortName}");
        }
    }

    /// <summary>Notes a debug request, to be answered once, in its turn.</summary>
    /// <remarks>Differs: an acknowledgement of an answer is no new question.</remarks>
    /// <exception cref="GrpcException">ResourceExhausted: too many wait already.</exception>
    public void ReceiveDebug(in XdsRequest request, XdsConnection connection)
    {
        if (request.IsNack || !request.Nonce.IsEmpty)
        {
            return;
        }

        List<string> names = [];
        foreach (ReadOnlySpan<byte> utf8 in request.Names)
        {
            if (names.Count < 2 && System.Text.Encoding.UTF8.GetString(utf8) is var name && !names.Contains(name))
            {
                names.Add(name);
            }
        }

        string typeUrl = System.Text.Encoding.UTF8.GetString(request.TypeUrl);
        PlannedResponse asked = new()
        {
            TypeUrl = request.TypeUrl.ToArray(),
            Revision = _views.Snapshot().Revision,
            Debug = new DebugParts { Query = new DebugQuery(typeUrl, names, connection) },
        };
        if (!AddPlanned(asked))
        {
            throw new GrpcException(GrpcStatusCode.ResourceExhausted, "too many requests are waiting");
        }
    }

    /// <summary>Makes everything that is subscribed to go out with the next plan, changed or not.</summary>
    public void ResendAll()
    {
        foreach (TypeState? state in _types)
        {
            if (state is not null)
            {
                state.Resend();
                _due = _due.With(state.Type);
            }
        }
    }

    /// <summary>Works out what has to be sent to bring the peer to a snapshot; only when nothing is planned.</summary>
    /// <param name="snapshot">Where to.</param>
    /// <param name="dirty">Types that may have changed since the last plan.</param>
    public void Plan(IViewSnapshot snapshot, XdsTypeSet dirty)
    {
        List<PlannedResponse> planned = [];
        new StreamPlanner(IsDelta, _types, snapshot).Plan(dirty, _due, planned);
        _due = XdsTypeSet.None;
        _planned = planned.Count == 0 ? null : planned;
        _next = 0;
    }

    /// <summary>The next planned response; it is the caller's to write.</summary>
    public PlannedResponse? TakePlanned()
    {
        if (_planned is null)
        {
            return null;
        }

        PlannedResponse response = _planned[_next++];
        if (_next == _planned.Count)
        {
            _planned = null;
        }

        return response;
    }

    /// <summary>A response was written.</summary>
    public static void RecordSent(PlannedResponse response, string version, ulong nonce, DateTimeOffset time) =>
        response.State?.RecordSent(new SentResponse(nonce, version, response.Changed, response.Removed), time);

    /// <summary>How each subscribed type stands; for debug pages, from any thread.</summary>
    public IReadOnlyList<TypeStatus> Describe()
    {
        List<TypeStatus> statuses = [];
        foreach (TypeState? state in _types)
        {
            if (state is not null)
            {
                statuses.Add(new TypeStatus(
                    state.Type,
                    state.SentNonce == 0 ? "" : Nonce.Text(state.SentVersion, _server, state.SentNonce),
                    state.AckedNonce == 0 ? "" : Nonce.Text(state.AckedVersion, _server, state.AckedNonce),
                    state.SentVersion,
                    state.AckedVersion,
                    state.LastError,
                    state.SentTime,
                    state.Sent)
                {
                    AsksFor = state.Names.Contains,
                    Beyond = state.Names.Outside,
                });
            }
        }

        return statuses;
    }

    private void ReceiveUnknown(in XdsRequest request)
    {
        if (request.IsNack || !request.Nonce.IsEmpty || System.Text.Ascii.Equals(request.TypeUrl, HealthType))
        {
            return;
        }

        // The reference looks such a type up among config objects and answers with an empty list.
        AddPlanned(new PlannedResponse { TypeUrl = request.TypeUrl.ToArray(), Revision = _views.Snapshot().Revision });
    }

    private bool AddPlanned(PlannedResponse response)
    {
        if (_planned is null)
        {
            _planned = [];
            _next = 0;
        }

        if (_planned.Count >= MaxUnknown)
        {
            return false;
        }

        _planned.Add(response);
        return true;
    }

    private void ReceiveDelta(XdsType type, in XdsRequest request)
    {
        TypeState? state = _types[type.Order];
        if (state is null)
        {
            if (request.IsNack)
            {
                Reject(type, null, request);
                return;
            }

            state = new TypeState(type);
            _types[type.Order] = state;
            DeltaNames.Begin(state, request, _views.Snapshot());
            _due = _due.With(type);
            return;
        }

        if (request.IsNack)
        {
            Reject(type, state, request);
        }
        else if (!request.Nonce.IsEmpty && !state.Accept(Nonce.ResponseOf(request.Nonce, _server)))
        {
            _events.StaleNonce(type);
        }

        // Names count whatever the nonce says: a client tells each change of its names once only.
        if (DeltaNames.Change(state, request))
        {
            _due = _due.With(type);
        }
    }

    private void ReceiveSotw(XdsType type, in XdsRequest request)
    {
        TypeState? state = _types[type.Order];
        if (request.IsNack)
        {
            Reject(type, state, request);
            return;
        }

        if (request.Counts.Names == 0 && !type.IsWildcard)
        {
            _types[type.Order] = null;
            _due = _due.Without(type);
            return;
        }

        if (state is null || request.Nonce.IsEmpty)
        {
            state ??= new TypeState(type);
            _types[type.Order] = state;
            SotwNames.Begin(state, request, ViewNow(type));
            _due = _due.With(type);
            return;
        }

        ulong nonce = Nonce.ResponseOf(request.Nonce, _server);
        bool isNewest = nonce == state.SentNonce && nonce != 0;
        if (!state.Accept(nonce))
        {
            _events.StaleNonce(type);
        }

        if (isNewest && SotwNames.Change(state, request, AnswersAllNames))
        {
            _due = _due.With(type);
        }
    }

    private void Reject(XdsType type, TypeState? state, in XdsRequest request)
    {
        string message = request.Counts.ErrorMessage ?? "";
        SentResponse? rejected = state?.Reject(Nonce.ResponseOf(request.Nonce, _server), message);
        _events.Rejected(type, rejected?.Version ?? state?.SentVersion ?? "", request.Counts.ErrorCode, message);
    }

    private ResourceView ViewNow(XdsType type) => _views.Snapshot().View(type, NameList.Empty) ?? ResourceView.Empty;
}
