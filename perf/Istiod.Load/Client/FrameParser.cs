using System.Buffers;
using System.Buffers.Binary;

namespace Istiod.Load.Client;

/// <summary>Takes a connection's bytes as they come and gives whole gRPC messages; keeps a buffer only inside a message.</summary>
internal sealed class FrameParser(IFrameListener listener)
{
    private readonly byte[] _header = new byte[Frame.HeaderLength];
    private readonly byte[] _prefix = new byte[5];
    private readonly byte[] _control = new byte[64];
    private int _headerLength;
    private int _prefixLength;
    private int _left;
    private int _controlLength;
    private byte[]? _message;
    private int _messageLength;
    private int _messageFilled;

    public void Feed(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_headerLength < Frame.HeaderLength)
            {
                int take = Math.Min(Frame.HeaderLength - _headerLength, bytes.Length);
                bytes[..take].CopyTo(_header.AsSpan(_headerLength));
                _headerLength += take;
                bytes = bytes[take..];
                if (_headerLength < Frame.HeaderLength)
                {
                    return;
                }

                _left = BinaryPrimitives.ReadInt32BigEndian(_header) >>> 8;
                _controlLength = 0;
            }

            int part = Math.Min(_left, bytes.Length);
            Payload(bytes[..part]);
            bytes = bytes[part..];
            _left -= part;
            if (_left == 0)
            {
                _headerLength = 0;
                End();
            }
        }
    }

    private void Payload(ReadOnlySpan<byte> bytes)
    {
        if (_header[3] == Frame.Data)
        {
            Data(bytes);
            return;
        }

        int take = Math.Min(bytes.Length, _control.Length - _controlLength);
        bytes[..take].CopyTo(_control.AsSpan(_controlLength));
        _controlLength += take;
    }

    private void End()
    {
        byte flags = _header[4];
        switch (_header[3])
        {
            case Frame.Data when (flags & Frame.EndStream) != 0:
            case Frame.Headers when (flags & Frame.EndStream) != 0:
            case Frame.Reset:
                listener.OnStreamEnd();
                break;
            case Frame.Settings when (flags & Frame.Ack) == 0:
                listener.OnSettings();
                break;
            case Frame.Ping when (flags & Frame.Ack) == 0:
                listener.OnPing(_control.AsSpan(0, _controlLength));
                break;
        }
    }

    private void Data(ReadOnlySpan<byte> bytes)
    {
        if ((_header[4] & Frame.Padded) != 0)
        {
            throw new InvalidDataException("padded frame");
        }

        while (!bytes.IsEmpty)
        {
            if (_message is null)
            {
                int take = Math.Min(5 - _prefixLength, bytes.Length);
                bytes[..take].CopyTo(_prefix.AsSpan(_prefixLength));
                _prefixLength += take;
                bytes = bytes[take..];
                if (_prefixLength < 5)
                {
                    return;
                }

                _messageLength = BinaryPrimitives.ReadInt32BigEndian(_prefix.AsSpan(1));
                _messageFilled = 0;
                if (bytes.Length >= _messageLength)
                {
                    // All of it is here: no copy.
                    listener.OnMessage(bytes[.._messageLength]);
                    bytes = bytes[_messageLength..];
                    _prefixLength = 0;
                    continue;
                }

                _message = ArrayPool<byte>.Shared.Rent(_messageLength);
            }

            int part = Math.Min(_messageLength - _messageFilled, bytes.Length);
            bytes[..part].CopyTo(_message.AsSpan(_messageFilled));
            _messageFilled += part;
            bytes = bytes[part..];
            if (_messageFilled == _messageLength)
            {
                byte[] whole = _message;
                _message = null;
                _prefixLength = 0;
                listener.OnMessage(whole.AsSpan(0, _messageLength));
                ArrayPool<byte>.Shared.Return(whole);
            }
        }
    }
}
