namespace Istiod.Primitives.Re2;

/// <summary>Reads the little-endian base-128 numbers of <see cref="UnicodeData"/>.</summary>
internal ref struct PackedNumbers(string base64)
{
    private ReadOnlySpan<byte> _rest = Convert.FromBase64String(base64);

    public bool TryNext(out int number)
    {
        number = 0;
        if (_rest.IsEmpty)
        {
            return false;
        }

        number = Next();
        return true;
    }

    public int Next()
    {
        int number = 0, at = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte part = _rest[at++];
            number |= (part & 0x7F) << shift;
            if (part < 0x80)
            {
                _rest = _rest[at..];
                return number;
            }
        }
    }
}
