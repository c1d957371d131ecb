using System.Buffers;

namespace Istiod.Diagnostics.Logging;

/// <summary>Formats entries and writes each as one piece to all targets. Thread-safe: one lock around the write.</summary>
internal sealed class LogSink : IDisposable
{
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? t_buffer;

    private readonly Lock _lock = new();
    private readonly Stream[] _streams;
    private readonly Stream[] _owned;
    private readonly bool _asJson;

    private LogSink(Stream[] streams, Stream[] owned, bool asJson)
    {
        _streams = streams;
        _owned = owned;
        _asJson = asJson;
    }

    /// <summary>A sink over a stream that is not closed by it.</summary>
    public static LogSink ForStream(Stream stream, bool asJson) => new([stream], [], asJson);

    /// <summary>A sink of lines on standard output.</summary>
    public static LogSink StandardOutput()
    {
        List<Stream> streams = [];
        streams.Add(Console.OpenStandardOutput());
        return new LogSink([.. streams], [.. streams], asJson: false);
    }

    /// <summary>Opens the targets; files are appended to.</summary>
    /// <param name="error">Why there is no sink.</param>
    public static LogSink? Open(IReadOnlyList<string> targets, bool asJson, out string? error)
    {
        List<Stream> streams = [];
        List<Stream> owned = [];
        foreach (string target in targets)
        {
            try
            {
                switch (target)
                {
                    case "stdout":
                        streams.Add(Console.OpenStandardOutput());
                        break;
                    case "stderr":
                        streams.Add(Console.OpenStandardError());
                        break;
                    default:
                        owned.Add(new FileStream(target, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0));
                        streams.Add(owned[^1]);
                        break;
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
            {
                foreach (Stream stream in owned)
                {
                    stream.Dispose();
                }

                error = $"open {target}: {e.Message}";
                return null;
            }
        }

        error = null;
        return new LogSink([.. streams], [.. owned], asJson);
    }

    public void Write(in LogEntry entry)
    {
        ArrayBufferWriter<byte> buffer = t_buffer ??= new ArrayBufferWriter<byte>(512);
        buffer.ResetWrittenCount();
        if (_asJson)
        {
            LogLine.WriteJson(buffer, entry);
        }
        else
        {
            LogLine.WriteText(buffer, entry);
        }

        lock (_lock)
        {
            foreach (Stream stream in _streams)
            {
                try
                {
                    stream.Write(buffer.WrittenSpan);
                    stream.Flush();
                }
                catch (Exception e) when (e is IOException or ObjectDisposedException)
                {
                    // a closed pipe or a full disk must not take the control plane down; there is no other place to tell it
                }
            }
        }
    }

    public void Dispose()
    {
        foreach (Stream stream in _owned)
        {
            stream.Dispose();
        }
    }
}
