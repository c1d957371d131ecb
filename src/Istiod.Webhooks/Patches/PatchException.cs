namespace Istiod.Webhooks.Patches;

/// <summary>A patch that is not one, or does not fit its document; the message is for who sent it, in the words of Kubernetes' libraries.</summary>
public sealed class PatchException : Exception
{
    /// <summary>Tells what is wrong.</summary>
    public PatchException(string message)
        : base(message)
    {
    }
}
