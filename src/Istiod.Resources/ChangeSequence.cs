namespace Istiod.Resources;

/// <summary>The differences of two views; <c>foreach</c> binds to its shape without boxing.</summary>
public readonly struct ChangeSequence
{
    private readonly XdsResource[] _sent;
    private readonly XdsResource[] _now;

    internal ChangeSequence(XdsResource[] sent, XdsResource[] now)
    {
        _sent = sent;
        _now = now;
    }

    /// <summary>Starts the walk, in name order.</summary>
    public Enumerator GetEnumerator() => new(_sent, _now);

    /// <summary>One walk.</summary>
    public struct Enumerator
    {
        private readonly XdsResource[] _sent;
        private readonly XdsResource[] _now;
        private int _sentAt;
        private int _nowAt;

        internal Enumerator(XdsResource[] sent, XdsResource[] now)
        {
            _sent = sent;
            _now = now;
        }

        /// <summary>The difference that the walk stands at.</summary>
        public ResourceChange Current { get; private set; }

        /// <summary>Goes to the next difference.</summary>
        public bool MoveNext()
        {
            while (_sentAt < _sent.Length || _nowAt < _now.Length)
            {
                int order = _sentAt == _sent.Length ? 1
                    : _nowAt == _now.Length ? -1
                    : ReferenceEquals(_sent[_sentAt], _now[_nowAt]) ? 0
                    : string.CompareOrdinal(_sent[_sentAt].Name, _now[_nowAt].Name);
                if (order < 0)
                {
                    Current = new ResourceChange(_sent[_sentAt++].Name, null);
                    return true;
                }

                XdsResource now = _now[_nowAt++];
                if (order > 0)
                {
                    Current = new ResourceChange(now.Name, now, IsNew: true);
                    return true;
                }

                XdsResource sent = _sent[_sentAt++];
                if (!ReferenceEquals(sent, now) && sent.Version != now.Version)
                {
                    Current = new ResourceChange(now.Name, now);
                    return true;
                }
            }

            return false;
        }
    }
}
