namespace Istiod.Model;

/// <summary>How an extension runs, and on what.</summary>
public enum ExtensionKind
{
    /// <summary>A WebAssembly module that sees HTTP requests.</summary>
    HttpWasm,

    /// <summary>A WebAssembly module that sees connections.</summary>
    NetworkWasm,

    /// <summary>A script that sees HTTP requests.</summary>
    HttpLua,
}
