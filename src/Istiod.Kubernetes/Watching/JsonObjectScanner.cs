using System.Buffers;

namespace Istiod.Kubernetes.Watching;

/// <summary>Finds where a JSON object ends, over as many pieces as it comes in. Looks at quotes and brackets only.</summary>
internal struct JsonObjectScanner
{
    private static readonly SearchValues<byte> s_structure = SearchValues.Create("\"{}[]"u8);
    private int _depth;
    private bool _isInString;
    private bool _isEscaped;

    /// <summary>Scans on. The first piece begins on the object's <c>{</c>.</summary>
    /// <param name="length">Bytes up to the end of the object, if it ends here.</param>
    public bool TryFindEnd(ReadOnlySpan<byte> piece, out int length)
    {
        int at = 0;
        while (at < piece.Length)
        {
            if (_isEscaped)
            {
                _isEscaped = false;
                at++;
                continue;
            }

            int next = _isInString ? piece[at..].IndexOfAny((byte)'"', (byte)'\\') : piece[at..].IndexOfAny(s_structure);
            if (next < 0)
            {
                break;
            }

            at += next;
            byte found = piece[at++];
            if (found == '"')
            {
                _isInString = !_isInString;
            }
            else if (_isInString)
            {
                _isEscaped = true;
            }
            else if (found is (byte)'{' or (byte)'[')
            {
                _depth++;
            }
            else if (--_depth <= 0)
            {
                length = at;
                return true;
            }
        }

        length = 0;
        return false;
    }
}
