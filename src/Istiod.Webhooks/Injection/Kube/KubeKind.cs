namespace Istiod.Webhooks.Injection.Kube;

/// <summary>What a Go type is, as far as its JSON form differs.</summary>
internal enum KubeKind
{
    String,
    Bool,
    Int32,
    Int64,
    Bytes,
    Struct,
    Slice,
    Map,

    /// <summary>A Kubernetes quantity: text or number, written in canonical form.</summary>
    Quantity,

    /// <summary>A text or a 32-bit number.</summary>
    IntOrString,

    /// <summary>An instant with seconds, or null.</summary>
    Time,

    /// <summary>Any JSON, left as it is.</summary>
    Raw,
}
