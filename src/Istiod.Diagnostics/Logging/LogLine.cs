using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Istiod.Diagnostics.Logging;

/// <summary>The two formats of a log line.</summary>
internal static class LogLine
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";
    private static readonly JsonWriterOptions s_jsonOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// <c>time TAB level TAB scope TAB caller TAB message LF</c>, scope and caller only if there are, a stack on lines of its own.
    /// Control characters in the message are escaped, so that no message can begin a line or a field.
    /// </summary>
    public static void WriteText(ArrayBufferWriter<byte> output, in LogEntry entry)
    {
        WriteTime(output, entry.Time);
        output.Write("\t"u8);
        output.Write(Name(entry.Severity));
        output.Write("\t"u8);
        if (entry.Scope.Length > 0)
        {
            WriteEscaped(output, entry.Scope);
            output.Write("\t"u8);
        }

        if (entry.Caller.Length > 0)
        {
            WriteEscaped(output, entry.Caller);
            output.Write("\t"u8);
        }

        WriteEscaped(output, entry.Message);
        output.Write("\n"u8);
        foreach (ReadOnlySpan<char> line in entry.Stack.AsSpan().EnumerateLines())
        {
            if (!line.IsEmpty)
            {
                WriteEscaped(output, line);
                output.Write("\n"u8);
            }
        }
    }

    /// <summary>One JSON object a line: level, time, scope, caller, msg, stack; absent ones are left out.</summary>
    public static void WriteJson(ArrayBufferWriter<byte> output, in LogEntry entry)
    {
        using (Utf8JsonWriter json = new(output, s_jsonOptions))
        {
            json.WriteStartObject();
            json.WriteString("level"u8, Name(entry.Severity));
            Span<byte> time = stackalloc byte[32];
            entry.Time.UtcDateTime.TryFormat(time, out int length, TimeFormat, CultureInfo.InvariantCulture);
            json.WriteString("time"u8, time[..length]);
            if (entry.Scope.Length > 0)
            {
                json.WriteString("scope"u8, entry.Scope);
            }

            if (entry.Caller.Length > 0)
            {
                json.WriteString("caller"u8, entry.Caller);
            }

            json.WriteString("msg"u8, entry.Message);
            if (entry.Stack.Length > 0)
            {
                json.WriteString("stack"u8, entry.Stack);
            }

            json.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    private static void WriteTime(ArrayBufferWriter<byte> output, DateTimeOffset time)
    {
        time.UtcDateTime.TryFormat(output.GetSpan(32), out int length, TimeFormat, CultureInfo.InvariantCulture);
        output.Advance(length);
    }

    private static void WriteEscaped(ArrayBufferWriter<byte> output, ReadOnlySpan<char> text)
    {
        while (true)
        {
            int at = IndexOfControl(text);
            if (at < 0)
            {
                Encoding.UTF8.GetBytes(text, output);
                return;
            }

            Encoding.UTF8.GetBytes(text[..at], output);
            switch (text[at])
            {
                case '\n':
                    output.Write("\\n"u8);
                    break;
                case '\r':
                    output.Write("\\r"u8);
                    break;
                case '\t':
                    output.Write("\\t"u8);
                    break;
                default:
                    Span<byte> escape = output.GetSpan(6);
                    "\\u"u8.CopyTo(escape);
                    ((int)text[at]).TryFormat(escape[2..], out _, "x4", CultureInfo.InvariantCulture);
                    output.Advance(6);
                    break;
            }

            text = text[(at + 1)..];
        }
    }

    // C0, DEL, C1 (terminals obey some of them) and the two Unicode line ends
    private static int IndexOfControl(ReadOnlySpan<char> text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsControl(text[i]) || text[i] is '\u2028' or '\u2029')
            {
                return i;
            }
        }

        return -1;
    }

    private static ReadOnlySpan<byte> Name(LogSeverity severity) => severity switch
    {
        LogSeverity.Fatal => "fatal"u8,
        LogSeverity.Error => "error"u8,
        LogSeverity.Warn => "warn"u8,
        LogSeverity.Info => "info"u8,
        LogSeverity.Debug => "debug"u8,
        _ => "none"u8,
    };
}
