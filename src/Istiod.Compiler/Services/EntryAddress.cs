namespace Istiod.Compiler.Services;

/// <summary>An automatic address of a ServiceEntry's host.</summary>
/// <param name="Host">The host.</param>
/// <param name="Address">The IP address.</param>
internal readonly record struct EntryAddress(string Host, string Address);
