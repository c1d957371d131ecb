using Istiod.Resources;

namespace Istiod.Xds.Streams;

/// <summary>Hears of what a stream's peer says about responses.</summary>
internal interface IStreamEvents
{
    /// <summary>An answer to a response that is not the newest any more.</summary>
    void StaleNonce(XdsType type);

    /// <summary>The peer rejected a response.</summary>
    void Rejected(XdsType type, string version, int code, string message);
}
