namespace Istiod.GoTemplate;

/// <summary>Carries a function out.</summary>
/// <param name="context">Limits of the running render; the way to fail.</param>
/// <param name="arguments">Checked against the parameters; valid only during the call. A method's receiver comes first.</param>
public delegate GoValue GoFunctionBody(RenderContext context, ReadOnlySpan<GoValue> arguments);

/// <summary>A function that templates can call: its Go signature and what it does. Immutable.</summary>
public sealed class GoFunction
{
    /// <summary>Describes a function.</summary>
    /// <param name="name">As templates call it.</param>
    /// <param name="parameters">Types of the parameters; of a method without the receiver. Arguments are checked against them as Go does.</param>
    /// <param name="body">What it does.</param>
    /// <param name="isVariadic">Whether the last parameter stands for any number of arguments of that (element) type.</param>
    public GoFunction(string name, ReadOnlySpan<GoType> parameters, GoFunctionBody body, bool isVariadic = false)
    {
        Name = name;
        Parameters = parameters.ToArray();
        Body = body;
        IsVariadic = isVariadic;
    }

    internal enum Kind : byte
    {
        Plain,
        And,
        Or,
        Call,
    }

    /// <summary>As templates call it.</summary>
    public string Name { get; }

    /// <summary>Whether the last parameter may be given any number of times.</summary>
    public bool IsVariadic { get; }

    internal GoType[] Parameters { get; }

    internal GoFunctionBody Body { get; }

    /// <summary>Whether the executor itself has to do it.</summary>
    internal Kind Special { get; init; }

    internal int FixedCount => IsVariadic ? Parameters.Length - 1 : Parameters.Length;
}
