namespace Istiod.Compiler.Traffic.VirtualServices;

/// <summary>Index key: who may see a virtual service, and on which gateway.</summary>
/// <param name="Namespace">A namespace that it is exported to by name, or <see cref="Everywhere"/>.</param>
/// <param name="Gateway"><c>mesh</c> or <c>namespace/name</c>.</param>
internal readonly record struct VisibleOnGateway(string Namespace, string Gateway)
{
    /// <summary>Public ones; no namespace has this name.</summary>
    public const string Everywhere = "*";
}
