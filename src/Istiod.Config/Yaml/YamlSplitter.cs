namespace Istiod.Config.Yaml;

/// <summary>Walks the documents of a file, split at lines that begin with <c>---</c> and hold nothing else but a comment.</summary>
internal ref struct YamlSplitter(ReadOnlySpan<byte> text)
{
    private ReadOnlySpan<byte> _rest = text;
    private int _line = 1;
    private bool _done;

    /// <summary>The next document.</summary>
    /// <param name="line">Line of its first byte, from 1.</param>
    public bool TryNext(out ReadOnlySpan<byte> document, out int line)
    {
        line = _line;
        document = default;
        if (_done)
        {
            return false;
        }

        int at = 0;
        while (true)
        {
            ReadOnlySpan<byte> left = _rest[at..];
            if (left.IsEmpty)
            {
                _done = true;
                document = _rest;
                return true;
            }

            int end = left.IndexOf((byte)'\n');
            int next = end < 0 ? left.Length : end + 1;
            _line++;
            if (IsSeparator(left[..next]))
            {
                document = _rest[..at];
                _rest = left[next..];
                return true;
            }

            at += next;
        }
    }

    private static bool IsSeparator(ReadOnlySpan<byte> line)
    {
        if (!line.StartsWith("---"u8))
        {
            return false;
        }

        ReadOnlySpan<byte> rest = line[3..].Trim(" \t\r\n"u8);
        return rest.IsEmpty || rest[0] == (byte)'#';
    }
}
