namespace Istiod.GoTemplate;

/// <summary>
/// A Go type: what <c>%T</c> prints and what a function's parameter asks for. Compared by reference: make each type once
/// and keep it. Immutable, for any thread.
/// </summary>
/// <remarks>Host packages derive from it to give a named type methods or to say which fields a struct has.</remarks>
public class GoType : GoReference
{
    private GoType? _list;
    private GoType? _map;
    private GoType? _pointer;

    /// <summary>Makes a type.</summary>
    /// <param name="name">As <c>%T</c> prints it: <c>v1.ObjectMeta</c>.</param>
    /// <param name="kind">Its kind.</param>
    /// <param name="element">What a list, map or pointer holds; null for the others.</param>
    public GoType(string name, GoKind kind, GoType? element = null)
    {
        Name = name;
        Kind = kind;
        Element = element;
    }

    /// <summary><c>interface {}</c>: takes everything.</summary>
    public static GoType Any { get; } = new("interface {}", GoKind.Interface);

    /// <summary>The parameter type of Go's own <c>len</c>, <c>index</c>, <c>eq</c>: takes everything, and sees nil as nil.</summary>
    public static GoType ReflectValue { get; } = new("reflect.Value", GoKind.Interface);

    /// <summary><c>bool</c>.</summary>
    public static GoType Bool { get; } = new("bool", GoKind.Bool);

    /// <summary><c>int</c>.</summary>
    public static GoType Int { get; } = new("int", GoKind.Int);

    /// <summary><c>int32</c>.</summary>
    public static GoType Int32 { get; } = new("int32", GoKind.Int32);

    /// <summary><c>int64</c>.</summary>
    public static GoType Int64 { get; } = new("int64", GoKind.Int64);

    /// <summary><c>uint8</c>.</summary>
    public static GoType Uint8 { get; } = new("uint8", GoKind.Uint8);

    /// <summary><c>uint32</c>.</summary>
    public static GoType Uint32 { get; } = new("uint32", GoKind.Uint32);

    /// <summary><c>uint64</c>.</summary>
    public static GoType Uint64 { get; } = new("uint64", GoKind.Uint64);

    /// <summary><c>float32</c>.</summary>
    public static GoType Float32 { get; } = new("float32", GoKind.Float32);

    /// <summary><c>float64</c>.</summary>
    public static GoType Float64 { get; } = new("float64", GoKind.Float64);

    /// <summary><c>complex128</c>.</summary>
    public static GoType Complex128 { get; } = new("complex128", GoKind.Complex128);

    /// <summary><c>string</c>.</summary>
    public static GoType String { get; } = new("string", GoKind.String);

    /// <summary><c>[]interface {}</c>.</summary>
    public static GoType AnyList { get; } = ListOf(Any);

    /// <summary><c>[]string</c>.</summary>
    public static GoType StringList { get; } = ListOf(String);

    /// <summary><c>[]int</c>.</summary>
    public static GoType IntList { get; } = ListOf(Int);

    /// <summary><c>map[string]interface {}</c>.</summary>
    public static GoType AnyMap { get; } = MapOf(Any);

    /// <summary><c>map[string]string</c>.</summary>
    public static GoType StringMap { get; } = MapOf(String);

    /// <summary>As <c>%T</c> prints it.</summary>
    public string Name { get; }

    /// <summary>The kind.</summary>
    public GoKind Kind { get; }

    /// <summary>What a list, map or pointer holds; null for the others.</summary>
    public GoType? Element { get; }

    /// <summary>The type itself.</summary>
    public sealed override GoType Type => this;

    /// <summary>Whether the zero value of the type is nil: lists, maps, pointers, interfaces.</summary>
    public bool CanBeNil => Kind is GoKind.Nil or GoKind.List or GoKind.Map or GoKind.Pointer or GoKind.Interface;

    /// <summary>The slice type of an element type; the same instance each time.</summary>
    public static GoType ListOf(GoType element) =>
        element._list ?? Interlocked.CompareExchange(ref element._list, new GoType("[]" + element.Name, GoKind.List, element), null) ?? element._list;

    /// <summary>The map type (string keys) of an element type; the same instance each time.</summary>
    public static GoType MapOf(GoType element) =>
        element._map ?? Interlocked.CompareExchange(ref element._map, new GoType("map[string]" + element.Name, GoKind.Map, element), null) ?? element._map;

    /// <summary>The pointer type of a scalar or struct type without methods; the same instance each time.</summary>
    public static GoType PointerTo(GoType element) =>
        element._pointer ?? Interlocked.CompareExchange(ref element._pointer, new GoType("*" + element.Name, GoKind.Pointer, element), null) ?? element._pointer;

    /// <summary>
    /// The method of this name, or null. It is called with the receiver as first argument, which for a pointer type may be
    /// nil. <c>String</c> or <c>Error</c> without parameters decide how values print, as in Go.
    /// </summary>
    public virtual GoFunction? FindMethod(string name) => null;

    /// <summary>Whether a struct, or the struct a pointer points at, has a field of this name: tells two errors on nil pointers apart.</summary>
    public virtual bool HasField(string name) => false;

    /// <summary>Whether a value of a type may be passed where this type is asked for, without conversion.</summary>
    public virtual bool Accepts(GoType type) => ReferenceEquals(this, type) || ReferenceEquals(this, Any) || ReferenceEquals(this, ReflectValue);

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
