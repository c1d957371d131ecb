using Istiod.Resources;

namespace Istiod.Xds.Streams;

/// <summary>One type on one stream: what was asked for, what was sent, what was accepted.</summary>
internal sealed class TypeState(XdsType type)
{
    // More unanswered responses than this mean a peer that does not answer at all: the oldest counts as accepted.
    private const int MaxUnanswered = 8;

    private SentResponse? _unanswered;
    private List<SentResponse>? _moreUnanswered;

    public XdsType Type { get; } = type;

    public Subscription Names { get; } = new();

    /// <summary>The view that the peer was last brought to; of it, the peer has what it asked for.</summary>
    public ResourceView Sent { get; set; } = ResourceView.Empty;

    /// <summary>Names that the view was last asked to hold beyond what the proxy is expected to need.</summary>
    public NameList Demanded { get; set; } = NameList.Empty;

    /// <summary>The next response is owed even if it is empty.</summary>
    public bool IsAnswerDue { get; set; }

    /// <summary>Names to answer whether or not they changed: newly asked for.</summary>
    public List<string>? Fresh { get; set; }

    /// <summary>Names the peer has from an earlier stream that are to be taken away.</summary>
    public List<string>? Gone { get; set; }

    /// <summary>What the peer rejected; goes out again with the next change.</summary>
    public List<SentResponse>? Rejected { get; private set; }

    /// <summary>SotW: stands for the names of the last request, whatever their order; 0 if unknown.</summary>
    public ulong NamesHash { get; set; }

    /// <summary>Nonce of the newest response; 0 if there is none.</summary>
    public ulong SentNonce { get; private set; }

    public string SentVersion { get; private set; } = "";

    /// <summary>When the newest response was begun.</summary>
    public DateTimeOffset SentTime { get; private set; }

    public ulong AckedNonce { get; private set; }

    public string AckedVersion { get; private set; } = "";

    /// <summary>Text of the newest rejection, until the next response is accepted.</summary>
    public string? LastError { get; private set; }

    public void AddFresh(string name) => (Fresh ??= []).Add(name);

    public void AddGone(string name) => (Gone ??= []).Add(name);

    public void RecordSent(SentResponse response, DateTimeOffset time)
    {
        SentTime = time;
        SentNonce = response.Nonce;
        SentVersion = response.Version;
        if (_unanswered is null)
        {
            _unanswered = response;
            return;
        }

        (_moreUnanswered ??= []).Add(response);
        if (_moreUnanswered.Count >= MaxUnanswered)
        {
            TakeUpTo(_unanswered.Nonce);
        }
    }

    /// <summary>The peer accepts a response; those before it count as accepted too.</summary>
    /// <returns>Whether it is the newest one or one that still waits; otherwise the nonce is stale.</returns>
    public bool Accept(ulong nonce)
    {
        SentResponse? accepted = TakeUpTo(nonce);
        if (nonce == 0 || (accepted is null && nonce != SentNonce))
        {
            return false;
        }

        LastError = null;
        AckedNonce = nonce;
        AckedVersion = accepted?.Version ?? SentVersion;
        return true;
    }

    /// <summary>The peer rejects a response: what it has of that response's names is not known now.</summary>
    /// <returns>The response, or <c>null</c> if it is not a waiting one.</returns>
    public SentResponse? Reject(ulong nonce, string message)
    {
        LastError = message;
        SentResponse? rejected = TakeUpTo(nonce);
        if (rejected is not null)
        {
            (Rejected ??= []).Add(rejected);
        }

        return rejected;
    }

    public void ForgetRejected() => Rejected = null;

    /// <summary>Everything that is asked for goes out again with the next plan: as if the peer had rejected all it has.</summary>
    public void Resend()
    {
        (Rejected ??= []).Add(new SentResponse(0, SentVersion, Sent.DeltaSince(ResourceView.Empty).Changed, default));
        IsAnswerDue = true;
    }

    /// <summary>A new subscription of the type on the same stream: nothing is known to be there.</summary>
    public void Restart()
    {
        Sent = ResourceView.Empty;
        Fresh = null;
        Gone = null;
        Rejected = null;
        _unanswered = null;
        _moreUnanswered = null;
    }

    private SentResponse? TakeUpTo(ulong nonce)
    {
        if (_unanswered is null)
        {
            return null;
        }

        if (_unanswered.Nonce == nonce)
        {
            SentResponse first = _unanswered;
            Shift(1);
            return first;
        }

        if (_moreUnanswered is not null)
        {
            for (int i = 0; i < _moreUnanswered.Count; i++)
            {
                if (_moreUnanswered[i].Nonce == nonce)
                {
                    SentResponse found = _moreUnanswered[i];
                    Shift(i + 2);
                    return found;
                }
            }
        }

        return null;
    }

    private void Shift(int count)
    {
        if (_moreUnanswered is null || _moreUnanswered.Count < count)
        {
            _unanswered = null;
            _moreUnanswered = null;
            return;
        }

        _unanswered = _moreUnanswered[count - 1];
        _moreUnanswered.RemoveRange(0, count);
    }
}
