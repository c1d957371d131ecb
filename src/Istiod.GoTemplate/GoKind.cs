namespace Istiod.GoTemplate;

/// <summary>The kind of a <see cref="GoType"/>, as Go's <c>reflect.Kind</c> sees it.</summary>
public enum GoKind
{
    /// <summary>No value at all: the untyped nil, a missing map key.</summary>
    Nil,

    /// <summary>A truth value.</summary>
    Bool,

    /// <summary>Go's <c>int</c>, 64 bits wide: literals, lengths, indexes.</summary>
    Int,

    /// <summary>8 bits, signed.</summary>
    Int8,

    /// <summary>16 bits, signed.</summary>
    Int16,

    /// <summary>32 bits, signed; character literals and protobuf enums.</summary>
    Int32,

    /// <summary>64 bits, signed.</summary>
    Int64,

    /// <summary>Go's <c>uint</c>, 64 bits wide.</summary>
    Uint,

    /// <summary>8 bits, unsigned (a byte).</summary>
    Uint8,

    /// <summary>16 bits, unsigned.</summary>
    Uint16,

    /// <summary>32 bits, unsigned.</summary>
    Uint32,

    /// <summary>64 bits, unsigned.</summary>
    Uint64,

    /// <summary>Single precision.</summary>
    Float32,

    /// <summary>Double precision; every number of decoded JSON.</summary>
    Float64,

    /// <summary>A complex number; only literals such as <c>2i</c> make one.</summary>
    Complex128,

    /// <summary>Text; a Go string is bytes, see <see cref="GoValue"/>.</summary>
    String,

    /// <summary>A Go slice.</summary>
    List,

    /// <summary>A map with string keys.</summary>
    Map,

    /// <summary>A struct: fields by name, methods.</summary>
    Struct,

    /// <summary>A pointer, which can be nil and still have methods.</summary>
    Pointer,

    /// <summary>An interface: only the type of a parameter or element, never of a <see cref="GoValue"/>.</summary>
    Interface,
}
