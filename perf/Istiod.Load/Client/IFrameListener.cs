namespace Istiod.Load.Client;

/// <summary>What a connection hears.</summary>
internal interface IFrameListener
{
    void OnMessage(ReadOnlySpan<byte> message);

    void OnStreamEnd();

    void OnSettings();

    void OnPing(ReadOnlySpan<byte> payload);
}
