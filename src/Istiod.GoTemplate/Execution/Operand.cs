namespace Istiod.GoTemplate.Execution;

/// <summary>
/// A value while it is evaluated, with what Go's reflection knows besides: whether it was read from a place of interface
/// type. Nil is therefore two things: no value at all (a missing key), and a nil interface (a JSON null).
/// </summary>
internal readonly struct Operand(GoValue value, bool isInterface)
{
    public GoValue Value { get; } = value;

    public bool IsInterface { get; } = isInterface;

    /// <summary>Whether there is a value, be it a nil interface.</summary>
    public bool IsValid => IsInterface || !Value.IsNil;

    /// <summary>Name of the type of the place it was read from.</summary>
    public string TypeName => IsInterface ? GoType.Any.Name : Value.Type?.Name ?? "<nil>";

    /// <summary>The same without the interface around it.</summary>
    public Operand Concrete => new(Value, false);
}
