using Istiod.Load.Client;

namespace Istiod.Load.Runs;

/// <summary>What <c>pilot-discovery render -o binary</c> says that the first proxies hold, to compare with what their streams were sent.</summary>
internal sealed class RenderedProxies
{
    private readonly List<Holdings?[]> _proxies = [];

    private RenderedProxies()
    {
    }

    /// <summary>How many proxies.</summary>
    public int Count => _proxies.Count;

    /// <summary>Reads answers, each with its length before it; clusters begin the next proxy.</summary>
    /// <exception cref="InvalidDataException">An answer is cut short.</exception>
    public static RenderedProxies Read(string file)
    {
        RenderedProxies read = new();
        ReadOnlySpan<byte> rest = File.ReadAllBytes(file);
        while (!rest.IsEmpty)
        {
            int length = 0;
            int used = 0;
            do
            {
                length |= (rest[used] & 0x7f) << (7 * used);
            }
            while (rest[used++] >= 0x80);

            if (length > rest.Length - used)
            {
                throw new InvalidDataException($"{file}: an answer is cut short");
            }

            read.Add(rest.Slice(used, length));
            rest = rest[(used + length)..];
        }

        return read;
    }

    /// <summary>Whether a stream holds the same resources with the same bytes, in all types.</summary>
    public bool Equals(int proxy, ProxyStream stream)
    {
        for (int type = 0; type < 4; type++)
        {
            if (_proxies[proxy][type] is { } rendered
                && (rendered.Count != stream.Holds(type).Count || rendered.Digest != stream.Holds(type).Digest))
            {
                return false;
            }
        }

        return true;
    }

    private void Add(ReadOnlySpan<byte> answer)
    {
        int type = ProxyStream.TypeOf(Fields.First(answer, 4));
        if (type == ProxyStream.Clusters)
        {
            _proxies.Add(new Holdings?[4]);
        }

        if (type < 0)
        {
            return;
        }

        Holdings holdings = new();
        Fields fields = new(answer);
        while (fields.Next())
        {
            if (fields.Number == 2)
            {
                ReadOnlySpan<byte> body = Fields.First(fields.Bytes, 2);
                holdings.Put(ProxyStream.NameOf(type, body), body);
            }
        }

        _proxies[^1][type] = holdings;
    }
}
