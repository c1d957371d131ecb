using System.Runtime.CompilerServices;

namespace Istiod.GoTemplate;

/// <summary>
/// One Go value, as templates see them: nil, a scalar, a string, or a reference to a list, map, struct or pointer. 16 bytes;
/// scalars are not boxed. The default is nil.
/// </summary>
/// <remarks>
/// A Go string is bytes, here it is UTF-16: a byte that is no valid UTF-8 stands as the lone surrogate U+DC00 + byte, and
/// becomes that byte again in the output.
/// </remarks>
public readonly struct GoValue
{
    // null: nil (_bits 1: a nil interface) · string: a string · GoType: a scalar in _bits · another GoReference: itself
    private readonly object? _reference;
    private readonly long _bits;

    private GoValue(object? reference, long bits)
    {
        _reference = reference;
        _bits = bits;
    }

    /// <summary>The untyped nil; also what a missing key gives.</summary>
    public static GoValue Nil => default;

    // What a nil interface is to Go's reflection, where a missing value is not even that.
    internal static GoValue NilInterface => new(null, 1);

    internal bool IsNilInterface => _reference is null && _bits == 1;

    /// <summary>The kind of the value; never <see cref="GoKind.Interface"/>.</summary>
    public GoKind Kind => _reference is null ? GoKind.Nil
        : _reference.GetType() == typeof(string) ? GoKind.String
        : Unsafe.As<GoReference>(_reference).Type.Kind;

    /// <summary>The type of the value; null for nil.</summary>
    public GoType? Type => _reference is null ? null
        : _reference.GetType() == typeof(string) ? GoType.String
        : Unsafe.As<GoReference>(_reference).Type;

    /// <summary>Whether this is the untyped nil; a nil map or pointer is not.</summary>
    public bool IsNil => _reference is null;

    /// <summary>Whether this is a string, of any type.</summary>
    public bool IsString => Kind == GoKind.String;

    /// <summary>The truth value of a bool; undefined for other kinds.</summary>
    public bool AsBool => _bits != 0;

    /// <summary>The value of a signed integer; undefined for other kinds.</summary>
    public long AsInt64 => _bits;

    /// <summary>The value of an unsigned integer; undefined for other kinds.</summary>
    public ulong AsUInt64 => (ulong)_bits;

    /// <summary>The value of a float; undefined for other kinds.</summary>
    public double AsDouble => BitConverter.Int64BitsToDouble(_bits);

    /// <summary>A <c>bool</c>.</summary>
    public static GoValue FromBool(bool value) => new(GoType.Bool, value ? 1 : 0);

    /// <summary>An <c>int</c>.</summary>
    public static GoValue FromInt(long value) => new(GoType.Int, value);

    /// <summary>An <c>int64</c>.</summary>
    public static GoValue FromInt64(long value) => new(GoType.Int64, value);

    /// <summary>A <c>float64</c>.</summary>
    public static GoValue FromDouble(double value) => new(GoType.Float64, BitConverter.DoubleToInt64Bits(value));

    /// <summary>A bool or integer of any type, signed or (as the same bits) unsigned.</summary>
    public static GoValue FromInteger(GoType type, long value) => new(type, value);

    /// <summary>A float of any type.</summary>
    public static GoValue FromFloat(GoType type, double value) => new(type, BitConverter.DoubleToInt64Bits(value));

    /// <summary>A <c>string</c>; null is the empty one.</summary>
    public static GoValue FromString(string? value) => new(value ?? "", 0);

    /// <summary>A list, map, object, pointer or named string; null is nil.</summary>
    /// <param name="reference">No <see cref="GoType"/>.</param>
    public static GoValue From(GoReference? reference) => new(reference, 0);

    /// <summary>The zero value of a type: a typed nil of a list, map or pointer, nil of an interface, else 0, false or "".</summary>
    public static GoValue NilOf(GoType type) => type.Kind switch
    {
        GoKind.Nil or GoKind.Interface => default,
        GoKind.List => From(GoSlice.Nil(type)),
        GoKind.Map => From(GoDictionary.Nil(type)),
        GoKind.Pointer => From(new GoPointer(type)),
        GoKind.String => ReferenceEquals(type, GoType.String) ? FromString("") : From(new GoNamedString(type, "")),
        _ => new(type, 0),
    };

    /// <summary>The text of a string of any type; null for other kinds.</summary>
    public string? AsString() => _reference as string ?? (_reference as GoNamedString)?.Text;

    /// <summary>The list; null for other kinds.</summary>
    public GoList? AsList() => _reference as GoList;

    /// <summary>The map; null for other kinds.</summary>
    public GoMap? AsMap() => _reference as GoMap;

    /// <summary>The host's object; null for other kinds and for nil pointers.</summary>
    public GoObject? AsObject() => _reference as GoObject;

    /// <summary>The pointer to a scalar, or the nil pointer; null for other kinds and pointers to objects.</summary>
    public GoPointer? AsPointer() => _reference as GoPointer;

    /// <summary>What the value refers to; null for nil, strings and scalars.</summary>
    public GoReference? AsReference() => _reference is GoReference reference and not GoType ? reference : null;

    /// <summary>As <c>fmt.Sprint</c> prints it, for debugging.</summary>
    public override string ToString() => GoFormat.Sprint(this);
}
