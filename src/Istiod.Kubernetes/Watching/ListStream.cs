using System.Text.Json;

namespace Istiod.Kubernetes.Watching;

/// <summary>
/// Reads a list answer item by item as it arrives; never holds more than one item. <c>metadata</c> may come before or after the items.
/// </summary>
internal sealed class ListStream(Stream stream, int limit) : IDisposable
{
    private readonly FrameBuffer _buffer = new(stream, limit);
    private Phase _phase = Phase.Envelope;
    private JsonReaderState _state;
    private JsonObjectScanner _scanner;
    private int _scanned;
    private int _frame;
    private Member _member;
    private Member _metaMember;

    private enum Phase
    {
        Envelope,
        Items,
        Done,
    }

    private enum Member
    {
        Other,
        Items,
        Metadata,
        ResourceVersion,
        Continue,
    }

    /// <summary>Version of the list; complete once all items are read.</summary>
    public string ResourceVersion { get; private set; } = "";

    /// <summary>Token of the next page; empty if this is the last one.</summary>
    public string Continue { get; private set; } = "";

    /// <summary>The item that <see cref="NextAsync"/> found; valid until the next call.</summary>
    public ReadOnlySpan<byte> Current => _buffer.Span[.._frame];

    /// <summary>Goes to the next item.</summary>
    /// <returns>False once the whole answer has been read.</returns>
    /// <exception cref="IOException">The answer broke off, or an item is too large.</exception>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public async ValueTask<bool> NextAsync(CancellationToken cancel)
    {
        _buffer.Consume(_frame);
        _frame = 0;
        while (true)
        {
            Phase before = _phase;
            if (before == Phase.Items && TryItem())
            {
                return true;
            }

            if (before == Phase.Envelope)
            {
                ReadEnvelope();
            }

            if (_phase == Phase.Done)
            {
                return false;
            }

            if (_phase == before && !await _buffer.FillAsync(cancel))
            {
                throw new IOException("the list broke off");
            }
        }
    }

    public void Dispose() => _buffer.Dispose();

    private bool TryItem()
    {
        if (_scanned == 0)
        {
            SkipToItem();
            if (_buffer.Length == 0)
            {
                return false;
            }

            if (_buffer.Span[0] != '{')
            {
                _phase = _buffer.Span[0] == ']' ? Phase.Envelope : throw new JsonException("an item of the list is no object");
                return false;
            }
        }

        if (!_scanner.TryFindEnd(_buffer.Span[_scanned..], out int length))
        {
            _scanned = _buffer.Length;
            return false;
        }

        _frame = _scanned + length;
        _scanned = 0;
        _scanner = default;
        return true;
    }

    private void SkipToItem()
    {
        ReadOnlySpan<byte> bytes = _buffer.Span;
        int at = 0;
        while (at < bytes.Length && " ,\n\r\t"u8.Contains(bytes[at]))
        {
            at++;
        }

        _buffer.Consume(at);
    }

    // Items are cut out of the text between two tokens, so to the reader the array is empty.
    private void ReadEnvelope()
    {
        Utf8JsonReader reader = new(_buffer.Span, isFinalBlock: false, _state);
        while (_phase == Phase.Envelope && reader.Read())
        {
            Take(ref reader);
        }

        _state = reader.CurrentState;
        _buffer.Consume((int)reader.BytesConsumed);
    }

    private void Take(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName when reader.CurrentDepth == 1:
                _member = reader.ValueTextEquals("items"u8) ? Member.Items
                    : reader.ValueTextEquals("metadata"u8) ? Member.Metadata
                    : Member.Other;
                break;
            case JsonTokenType.PropertyName when reader.CurrentDepth == 2 && _member == Member.Metadata:
                _metaMember = reader.ValueTextEquals("resourceVersion"u8) ? Member.ResourceVersion
                    : reader.ValueTextEquals("continue"u8) ? Member.Continue
                    : Member.Other;
                break;
            case JsonTokenType.String when reader.CurrentDepth == 2 && _member == Member.Metadata && _metaMember == Member.ResourceVersion:
                ResourceVersion = reader.GetString()!; // a string token is never null
                break;
            case JsonTokenType.String when reader.CurrentDepth == 2 && _member == Member.Metadata && _metaMember == Member.Continue:
                Continue = reader.GetString()!; // likewise
                break;
            case JsonTokenType.StartArray when reader.CurrentDepth == 1 && _member == Member.Items:
                _phase = Phase.Items;
                break;
            case JsonTokenType.EndObject when reader.CurrentDepth == 0:
                _phase = Phase.Done;
                break;
        }
    }
}
