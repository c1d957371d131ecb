using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Istiod.Diagnostics;

/// <summary>Takes the answer of one <see cref="IDebugEndpoint"/>; it knows no transport. Not thread-safe.</summary>
/// <remarks>With an output, a flushed answer takes the memory of one batch, however long it is.</remarks>
public sealed class DebugWriter : IDisposable
{
    private const int Batch = 64 * 1024;

    private readonly ArrayBufferWriter<byte> _body = new();
    private readonly bool _isPretty;
    private readonly Func<DebugWriter, ReadOnlyMemory<byte>, ValueTask>? _output;
    private readonly int _limit;
    private Utf8JsonWriter? _json;

    /// <summary>A writer.</summary>
    /// <param name="isPretty">Whether the caller wants JSON to be indented.</param>
    /// <param name="output">Takes batches of the body as it grows, and this writer; status and content type are final at its first call. <c>null</c> keeps all here.</param>
    /// <param name="limit">How long a body that is kept here may be, in bytes.</param>
    public DebugWriter(bool isPretty = false, Func<DebugWriter, ReadOnlyMemory<byte>, ValueTask>? output = null, int limit = int.MaxValue)
    {
        _isPretty = isPretty;
        _output = output;
        _limit = limit;
    }

    /// <summary>HTTP status; 200 unless another was told.</summary>
    public int Status { get; private set; } = 200;

    /// <summary>Content type of what was written; empty if nothing was.</summary>
    public string ContentType { get; private set; } = "";

    /// <summary>Whether a part of the body went to the output already.</summary>
    public bool HasStarted { get; private set; }

    /// <summary>The bytes written so far that did not go to the output.</summary>
    public ReadOnlyMemory<byte> Body
    {
        get
        {
            _json?.Flush();
            return _body.WrittenMemory;
        }
    }

    /// <summary>Begins a JSON answer.</summary>
    /// <param name="indented">Whether lines are broken and indented by four, as some pages of the reference are, whatever the caller wants.</param>
    /// <returns>A writer owned by this object: do not dispose it.</returns>
    public Utf8JsonWriter Json(bool indented = false)
    {
        ContentType = "application/json";
        return _json ??= new Utf8JsonWriter(
            _body,
            new JsonWriterOptions
            {
                Indented = indented || _isPretty,
                IndentSize = 4,
                Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            });
    }

    /// <summary>Appends plain text.</summary>
    public void Text(string text)
    {
        ContentType = ContentType.Length == 0 ? "text/plain; charset=utf-8" : ContentType;
        Encoding.UTF8.GetBytes(text, _body);
    }

    /// <summary>Appends HTML, which the caller has escaped.</summary>
    public void Html(string html)
    {
        ContentType = "text/html; charset=utf-8";
        Text(html);
    }

    /// <summary>Replaces the answer by a status without a body.</summary>
    public void Empty(int status)
    {
        _json?.Dispose();
        _json = null;
        _body.ResetWrittenCount();
        Status = status;
        ContentType = "";
    }

    /// <summary>Replaces the answer by an error: the message with a newline.</summary>
    public void Fail(int status, string message)
    {
        Empty(status);
        Text(message + "\n");
    }

    /// <summary>Gives what has piled up to the output, if it is worth it. To be called between the items of a long answer.</summary>
    /// <exception cref="DebugLimitException">There is no output, and the body is too long.</exception>
    public ValueTask FlushAsync()
    {
        long pending = _body.WrittenCount + (_json?.BytesPending ?? 0);
        return pending < Batch ? ValueTask.CompletedTask
            : _output is not null ? GiveAsync(_output)
            : pending <= _limit ? ValueTask.CompletedTask
            : throw new DebugLimitException(_limit);
    }

    /// <inheritdoc/>
    public void Dispose() => _json?.Dispose();

    private async ValueTask GiveAsync(Func<DebugWriter, ReadOnlyMemory<byte>, ValueTask> output)
    {
        HasStarted = true;
        await output(this, Body);
        _body.ResetWrittenCount();
    }
}
