namespace Istiod.Security;

/// <summary>Why a certificate was not issued; decides the status that the caller gets and the metric's label.</summary>
public enum IssueFault
{
    /// <summary>There is nothing to sign with yet.</summary>
    NotReady,

    /// <summary>The request cannot be read, its signature is wrong, or it asks for what the caller is not.</summary>
    Request,

    /// <summary>The asked lifetime is longer than allowed.</summary>
    Lifetime,

    /// <summary>Making the certificate failed.</summary>
    Generation,
}
