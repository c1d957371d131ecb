namespace Istiod.Envoy.Secrets;

/// <summary>Where a credential lies, and which part of it is asked for.</summary>
internal enum SecretForm
{
    /// <summary>Certificate chain and key of a Secret.</summary>
    Certificate,

    /// <summary>Roots of a Secret.</summary>
    Roots,

    /// <summary>Roots of a ConfigMap.</summary>
    RootMap,
}
