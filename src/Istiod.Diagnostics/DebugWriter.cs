using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Istiod.Diagnostics;

/// <summary>Takes the answer of one <see cref="IDebugEndpoint"/>; it knows no transport. Not thread-safe.</summary>
public sealed class DebugWriter : IDisposable
{
    private readonly ArrayBufferWriter<byte> _body = new();
    private Utf8JsonWriter? _json;

    /// <summary>HTTP status; 200 unless <see cref="Fail"/> was called.</summary>
    public int Status { get; private set; } = 200;

    /// <summary>Content type of what was written.</summary>
    public string ContentType { get; private set; } = "text/plain; charset=utf-8";

    /// <summary>The bytes written so far.</summary>
    public ReadOnlyMemory<byte> Body
    {
        get
        {
            _json?.Flush();
            return _body.WrittenMemory;
        }
    }

    /// <summary>Begins a JSON answer.</summary>
    /// <param name="indented">Whether lines are broken and indented, as some pages of the reference are.</param>
    /// <returns>A writer owned by this object: do not dispose it.</returns>
    public Utf8JsonWriter Json(bool indented = false)
    {
        ContentType = "application/json";
        return _json ??= new Utf8JsonWriter(
            _body,
            new JsonWriterOptions { Indented = indented, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    /// <summary>Appends plain text.</summary>
    public void Text(string text) => Encoding.UTF8.GetBytes(text, _body);

    /// <summary>Appends HTML, which the caller has escaped.</summary>
    public void Html(string html)
    {
        ContentType = "text/html; charset=utf-8";
        Text(html);
    }

    /// <summary>Appends bytes under a content type, e.g. JSON that exists already.</summary>
    public void Raw(ReadOnlySpan<byte> body, string contentType)
    {
        ContentType = contentType;
        _body.Write(body);
    }

    /// <summary>Replaces the answer by an error: the message with a newline, as Go's <c>http.Error</c> writes it.</summary>
    public void Fail(int status, string message)
    {
        _json?.Dispose();
        _json = null;
        _body.ResetWrittenCount();
        Status = status;
        ContentType = "text/plain; charset=utf-8";
        Text(message + "\n");
    }

    /// <inheritdoc/>
    public void Dispose() => _json?.Dispose();
}
