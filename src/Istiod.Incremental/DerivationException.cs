namespace Istiod.Incremental;

/// <summary>A memo has no value at the asked revision: its function threw and there is no last good value.</summary>
public sealed class DerivationException : Exception
{
    /// <summary>Says which memo and key failed.</summary>
    public DerivationException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
