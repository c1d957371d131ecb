namespace Istiod.Xds.Wire;

/// <summary>The values of one repeated string field of a request, in their order, as UTF-8 in place.</summary>
internal readonly ref struct NameSequence(ReadOnlySpan<byte> request, int field, bool isMap)
{
    private readonly ReadOnlySpan<byte> _request = request;

    public Enumerator GetEnumerator() => new(_request, field, isMap);

    /// <summary>One walk; for a map, <see cref="Value"/> is the entry's value.</summary>
    public ref struct Enumerator(ReadOnlySpan<byte> request, int field, bool isMap)
    {
        private WireReader _reader = new(request);

        public ReadOnlySpan<byte> Current { get; private set; }

        public ReadOnlySpan<byte> Value { get; private set; }

        public bool MoveNext()
        {
            while (_reader.TryNext(out int found, out int wireType))
            {
                if (found != field)
                {
                    _reader.Skip(wireType);
                    continue;
                }

                Current = _reader.ReadBytes(wireType);
                if (isMap)
                {
                    ReadEntry(Current);
                }

                return true;
            }

            return false;
        }

        private void ReadEntry(ReadOnlySpan<byte> entry)
        {
            Current = default;
            Value = default;
            WireReader reader = new(entry);
            while (reader.TryNext(out int found, out int wireType))
            {
                switch (found)
                {
                    case 1:
                        Current = reader.ReadText(wireType);
                        break;
                    case 2:
                        Value = reader.ReadText(wireType);
                        break;
                    default:
                        reader.Skip(wireType);
                        break;
                }
            }
        }
    }
}
