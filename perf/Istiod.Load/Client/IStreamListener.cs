namespace Istiod.Load.Client;

/// <summary>What a run hears of its streams; called on the streams' threads.</summary>
internal interface IStreamListener
{
    void OnLoaded(ProxyStream stream);

    void OnAnswer(ProxyStream stream, int type, long timestamp);
}
