namespace Istiod.Webhooks.Injection.Kube;

/// <summary>A field of a Go struct and its JSON member.</summary>
/// <param name="GoName">Name in Go; of an embedded struct, the type's.</param>
/// <param name="JsonName">Name in JSON; empty for an embedded struct, whose members stand in the outer object.</param>
/// <param name="Type">Type of the value; of a pointer, what it points to.</param>
/// <param name="IsPointer">Whether absent differs from the zero value.</param>
/// <param name="IsOmittedEmpty">Whether an empty value (not: an empty struct) is not written.</param>
/// <param name="IsOmittedZero">Whether a zero value, of any kind, is not written.</param>
internal sealed record KubeField(
    string GoName, string JsonName, KubeType Type, bool IsPointer, bool IsOmittedEmpty, bool IsOmittedZero)
{
    /// <summary>Whether it is an embedded struct.</summary>
    public bool IsEmbedded => JsonName.Length == 0;
}
