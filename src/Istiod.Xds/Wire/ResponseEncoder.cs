using System.Text;
using Istiod.Grpc;
using Istiod.Resources;
using Istiod.Xds.Streams;

namespace Istiod.Xds.Wire;

/// <summary>Writes one response piece by piece into whatever memory there is: headers here, bodies copied from shared segments.</summary>
/// <remarks>
/// Field order: type URL, resources, removed names, then version and nonce, so that all but the end is the same for all
/// streams that go the same way. No byte of a response is held anywhere but in the connection's pipe.
/// </remarks>
internal struct ResponseEncoder
{
    private const int MaxVarint = 5;

    private readonly PlannedResponse _response;
    private readonly bool _isDelta;
    private readonly string _version;
    private readonly ulong _server;
    private readonly ulong _nonce;
    private readonly int _length;
    private readonly int _longestPiece;
    private Stage _stage;
    private int _item;
    private int _segment;
    private int _offset;
    private int _written;

    /// <summary>An encoder at the start of a response.</summary>
    /// <param name="response">What to write.</param>
    /// <param name="isDelta">Which message it becomes.</param>
    /// <param name="version">The push version, ASCII.</param>
    /// <param name="server">The server's half of the nonce.</param>
    /// <param name="nonce">The response's half.</param>
    public ResponseEncoder(PlannedResponse response, bool isDelta, string version, ulong server, ulong nonce)
    {
        _response = response;
        _isDelta = isDelta;
        _version = version;
        _server = server;
        _nonce = nonce;
        _segment = -1;
        long length = FieldLength(response.TypeUrl.Length) + FieldLength(version.Length)
            + FieldLength(version.Length + Nonce.TailLength);
        int longest = GrpcFraming.PrefixLength + FieldLength(response.TypeUrl.Length)
            + FieldLength(version.Length) + FieldLength(version.Length + Nonce.TailLength);
        ReadOnlySpan<XdsResource> resources = response.Resources.Span;
        for (int i = 0; i < resources.Length; i++)
        {
            length += FieldLength(EntryLength(resources[i], i));
            longest = Math.Max(longest, resources[i].NameLength);
        }

        if (response.Debug is { } debug)
        {
            length += ControlPlaneLength(debug);
            longest += debug.LongestPiece;
        }

        foreach (string name in response.Removed.Span)
        {
            int bytes = Encoding.UTF8.GetByteCount(name);
            length += FieldLength(bytes);
            longest = Math.Max(longest, bytes);
        }

        _length = checked((int)length + GrpcFraming.PrefixLength);
        _longestPiece = longest + response.TypeUrl.Length + VersionText.Length + (8 * MaxVarint);
    }

    private enum Stage
    {
        Start,
        Resources,
        Removed,
        End,
        Done,
    }

    /// <summary>Bytes of the whole frame.</summary>
    public readonly int Length => _length;

    /// <summary>Bytes still to write.</summary>
    public readonly int Remaining => _length - _written;

    /// <summary>Memory to ask for, at least: a piece that cannot be cut must fit.</summary>
    public readonly int WantedSpan(int most) => Math.Max(Math.Min(Remaining, most), Math.Min(_longestPiece, Remaining));

    /// <summary>Writes as much as fits.</summary>
    /// <returns>Bytes written; the frame is complete when <see cref="Remaining"/> is 0.</returns>
    public int Fill(Span<byte> destination)
    {
        PieceWriter to = new(destination);
        while (_stage != Stage.Done && Step(ref to))
        {
        }

        if (to.Written == 0 && Remaining > 0)
        {
            throw new InvalidOperationException("span too small for a piece of a response");
        }

        _written += to.Written;
        return to.Written;
    }

    // One piece; false if it does not fit.
    private bool Step(ref PieceWriter to)
    {
        switch (_stage)
        {
            case Stage.Start:
                return to.Free >= GrpcFraming.PrefixLength + FieldLength(_response.TypeUrl.Length) && WriteStart(ref to);
            case Stage.Resources:
                return StepResource(ref to);
            case Stage.Removed:
                return StepRemoved(ref to);
            default:
                return to.Free >= FieldLength(_version.Length) + FieldLength(_version.Length + Nonce.TailLength)
                    + (_response.Debug is { } debug ? ControlPlaneLength(debug) : 0)
                    && WriteEnd(ref to);
        }
    }

    private bool WriteStart(ref PieceWriter to)
    {
        to.Prefix(_length - GrpcFraming.PrefixLength);
        to.Field(4, _response.TypeUrl.Span);
        _stage = Stage.Resources;
        return true;
    }

    private bool StepResource(ref PieceWriter to)
    {
        if (_item == _response.Resources.Length)
        {
            _stage = Stage.Removed;
            _item = 0;
            return true;
        }

        XdsResource resource = _response.Resources.Span[_item];
        if (_segment < 0)
        {
            int head = FieldLength(EntryLength(resource, _item)) - resource.Length;
            if (to.Free < head)
            {
                return false;
            }

            WriteHead(ref to, resource);
            _segment = 0;
            _offset = 0;
        }

        ReadOnlySpan<byte[]> segments = resource.Segments;
        while (_segment < segments.Length)
        {
            _offset += to.CopyPart(segments[_segment].AsSpan(_offset));
            if (_offset < segments[_segment].Length)
            {
                return false;
            }

            _segment++;
            _offset = 0;
        }

        _segment = -1;
        _item++;
        return true;
    }

    private bool StepRemoved(ref PieceWriter to)
    {
        if (_item == _response.Removed.Length)
        {
            _stage = Stage.End;
            return true;
        }

        string name = _response.Removed.Span[_item];
        if (to.Free < FieldLength(Encoding.UTF8.GetByteCount(name)))
        {
            return false;
        }

        to.Field(6, name, Encoding.UTF8.GetByteCount(name));
        _item++;
        return true;
    }

    private bool WriteEnd(ref PieceWriter to)
    {
        to.Field(1, _version, _version.Length);
        to.Header(5, _version.Length + Nonce.TailLength);
        to.Text(_version, _version.Length);
        Nonce.WriteTail(_server, _nonce, to.Take(Nonce.TailLength));
        if (_response.Debug is { ControlPlane.Length: > 0 } debug)
        {
            to.Field(_isDelta ? 7 : 6, debug.ControlPlane);
        }

        _stage = Stage.Done;
        return true;
    }

    private readonly void WriteHead(ref PieceWriter to, XdsResource resource)
    {
        to.Header(2, EntryLength(resource, _item));
        if (_isDelta)
        {
            to.Header(1, VersionText.Length);
            VersionText.Write(resource.Version, to.Take(VersionText.Length));
            if (resource.NameLength > 0)
            {
                to.Field(3, resource.Name, resource.NameLength);
            }

            to.Header(2, AnyLength(resource, _item));
        }

        to.Field(1, TypeUrlOf(_item));
        to.Header(2, resource.Length);
    }

    private readonly int EntryLength(XdsResource resource, int item)
    {
        int any = AnyLength(resource, item);
        return _isDelta
            ? FieldLength(VersionText.Length) + (resource.NameLength > 0 ? FieldLength(resource.NameLength) : 0)
                + FieldLength(any)
            : any;
    }

    private readonly int AnyLength(XdsResource resource, int item) =>
        FieldLength(TypeUrlOf(item).Length) + FieldLength(resource.Length);

    private readonly ReadOnlySpan<byte> TypeUrlOf(int item) =>
        _response.Debug is { } debug ? debug.Types[item] : _response.TypeUrl.Span;

    private static int ControlPlaneLength(DebugParts debug) =>
        debug.ControlPlane.Length == 0 ? 0 : FieldLength(debug.ControlPlane.Length);

    // Field numbers here are below 16, so a tag is one byte.
    private static int FieldLength(int length) => 1 + PieceWriter.VarintLength(length) + length;
}
