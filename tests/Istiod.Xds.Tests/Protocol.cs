using Istiod.Protobuf;
using Istiod.Protos.Envoy.Service.Discovery.V3;
using Istiod.Protos.Google.Rpc;
using Istiod.Resources;
using Istiod.Testing.Xds;
using Istiod.Xds.Streams;
using Istiod.Xds.Wire;

namespace Istiod.Xds.Tests;

/// <summary>One stream's protocol machine with its wire: requests as bytes in, frames as bytes out, no sockets.</summary>
internal sealed class Protocol : IStreamEvents, IViewListener
{
    private const ulong Server = 0x1122334455667788;

    private readonly IProxyViews _views;
    private readonly StreamState _state;
    private XdsTypeSet _dirty;
    private ulong _nonces;

    public Protocol(ScriptedViews views, bool isDelta, bool isProxyless = false)
    {
        Assert.True(views.TryOpen(new ProxyNode("sidecar~10.0.0.1~a.b~c", "", null, "", "", ""), this, out IProxyViews? opened, out _));
        _views = opened;
        _state = new StreamState(isDelta, isProxyless, opened, Server, this);
        IsDelta = isDelta;
    }

    public bool IsDelta { get; }

    public StreamState State => _state;

    public int StaleNonces { get; private set; }

    public List<string> Rejections { get; } = [];

    public void StaleNonce(XdsType type) => StaleNonces++;

    public void Rejected(XdsType type, string version, int code, string message) => Rejections.Add($"{type} {code} {message}");

    public void Invalidated(XdsTypeSet types, long revision) => _dirty = _dirty.Union(types);

    /// <summary>The stream breaks.</summary>
    public void Break() => _views.Dispose();

    /// <summary>Sends a delta request and gives what comes back.</summary>
    public List<Reply> Delta(
        XdsType type,
        string[]? subscribe = null,
        string[]? unsubscribe = null,
        string nonce = "",
        string? error = null,
        Dictionary<string, string>? have = null)
    {
        DeltaDiscoveryRequest request = new() { TypeUrl = type.TypeUrl, ResponseNonce = nonce };
        request.ResourceNamesSubscribe.AddRange(subscribe ?? []);
        request.ResourceNamesUnsubscribe.AddRange(unsubscribe ?? []);
        foreach ((string name, string version) in have ?? [])
        {
            request.InitialResourceVersions[name] = version;
        }

        if (error is not null)
        {
            request.ErrorDetail = new Status { Code = 13, Message = error };
        }

        return Send(request.ToByteArray());
    }

    /// <summary>Sends a SotW request and gives what comes back.</summary>
    public List<Reply> Sotw(XdsType type, string[]? names = null, string nonce = "", string? error = null)
    {
        DiscoveryRequest request = new() { TypeUrl = type.TypeUrl, ResponseNonce = nonce };
        request.ResourceNames.AddRange(names ?? []);
        if (error is not null)
        {
            request.ErrorDetail = new Status { Code = 13, Message = error };
        }

        return Send(request.ToByteArray());
    }

    public List<Reply> Send(byte[] request)
    {
        _state.Receive(XdsRequest.Parse(request, IsDelta));
        return _state.OwesAnswer || _state.HasPlanned ? Drain(XdsTypeSet.None) : [];
    }

    /// <summary>Pushes what was invalidated since the last push.</summary>
    public List<Reply> Push()
    {
        XdsTypeSet dirty = _dirty;
        _dirty = XdsTypeSet.None;
        return Drain(dirty);
    }

    private List<Reply> Drain(XdsTypeSet dirty)
    {
        List<Reply> replies = [];
        if (!_state.HasPlanned)
        {
            _state.Plan(_views.Snapshot(), dirty);
        }

        while (_state.TakePlanned() is { } response)
        {
            string version = "2026-01-02T03:04:05Z/" + response.Revision;
            ulong nonce = ++_nonces;
            ResponseEncoder encoder = new(response, IsDelta, version, Server, nonce);
            replies.Add(Reply.Parse(Encode(ref encoder), IsDelta));
            StreamState.RecordSent(response, version, nonce, default);
        }

        return replies;
    }

    private byte[] Encode(ref ResponseEncoder encoder)
    {
        using MemoryStream whole = new();
        int length = encoder.Length;
        while (encoder.Remaining > 0)
        {
            // Small spans of odd sizes cut bodies and force header pieces to wait for room.
            byte[] span = new byte[encoder.WantedSpan(301 + (int)(_nonces % 97))];
            int written = encoder.Fill(span);
            whole.Write(span, 0, written);
        }

        Assert.Equal(length, whole.Length);
        byte[] frame = whole.ToArray();
        Assert.Equal(0, frame[0]);
        Assert.Equal(frame.Length - 5, System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(frame.AsSpan(1)));
        return frame[5..];
    }
}
