using System.Buffers;
using System.Text;

namespace Istiod.Diagnostics.Metrics;

/// <summary>Writes Prometheus' text format 0.0.4.</summary>
internal sealed class MetricTextWriter(IBufferWriter<byte> output)
{
    /// <summary>Positions of label names in ordinal order of the names.</summary>
    public static int[] LabelOrder(string[] names)
    {
        int[] order = new int[names.Length];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        Array.Sort(order, (a, b) => string.CompareOrdinal(names[a], names[b]));
        return order;
    }

    /// <summary>The HELP and TYPE lines.</summary>
    public void Header(string name, string help, string type)
    {
        Ascii("# HELP "u8);
        Text(name);
        Ascii(" "u8);
        Escaped(help, quotes: false);
        Ascii("\n# TYPE "u8);
        Text(name);
        Ascii(" "u8);
        Text(type);
        Ascii("\n"u8);
    }

    /// <summary>One line.</summary>
    /// <param name="bound">The bucket's upper bound, written as label <c>le</c> behind the others.</param>
    public void Sample(string name, string suffix, string[] labelNames, string[] labelValues, double? bound, double value)
    {
        Text(name);
        Text(suffix);
        if (labelNames.Length > 0 || bound is not null)
        {
            byte separator = (byte)'{';
            foreach (int i in LabelOrder(labelNames))
            {
                Byte(separator);
                Text(labelNames[i]);
                Ascii("=\""u8);
                Escaped(labelValues[i], quotes: true);
                Ascii("\""u8);
                separator = (byte)',';
            }

            if (bound is { } le)
            {
                Byte(separator);
                Ascii("le=\""u8);
                Number(le);
                Ascii("\""u8);
            }

            Ascii("}"u8);
        }

        Ascii(" "u8);
        Number(value);
        Ascii("\n"u8);
    }

    private void Number(double value)
    {
        Span<byte> text = stackalloc byte[GoFloat.MaxLength];
        Ascii(text[..GoFloat.Write(value, text)]);
    }

    private void Escaped(string text, bool quotes)
    {
        ReadOnlySpan<char> rest = text;
        while (true)
        {
            int at = quotes ? rest.IndexOfAny('\\', '\n', '"') : rest.IndexOfAny('\\', '\n');
            if (at < 0)
            {
                Text(rest);
                return;
            }

            Text(rest[..at]);
            Ascii(rest[at] switch { '\n' => "\\n"u8, '"' => "\\\""u8, _ => "\\\\"u8 });
            rest = rest[(at + 1)..];
        }
    }

    private void Text(ReadOnlySpan<char> text)
    {
        if (!text.IsEmpty)
        {
            Encoding.UTF8.GetBytes(text, output);
        }
    }

    private void Ascii(ReadOnlySpan<byte> text) => output.Write(text);

    private void Byte(byte value)
    {
        output.GetSpan(1)[0] = value;
        output.Advance(1);
    }
}
