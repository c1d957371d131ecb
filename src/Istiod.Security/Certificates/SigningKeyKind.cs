namespace Istiod.Security.Certificates;

/// <summary>Kinds of private key that a CA or server may have.</summary>
internal enum SigningKeyKind
{
    /// <summary>RSA of any size.</summary>
    Rsa,

    /// <summary>NIST P-256.</summary>
    P256,

    /// <summary>NIST P-384.</summary>
    P384,

    /// <summary>NIST P-521.</summary>
    P521,
}
