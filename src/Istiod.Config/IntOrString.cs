using System.Globalization;

namespace Istiod.Config;

/// <summary>A port number or a port's name. The default value is the number 0.</summary>
public readonly record struct IntOrString
{
    /// <summary>A number.</summary>
    public IntOrString(int number) => Number = number;

    /// <summary>A name.</summary>
    public IntOrString(string? name) => Name = name;

    /// <summary>The number; 0 if it is a name.</summary>
    public int Number { get; }

    /// <summary>The name; <c>null</c> if it is a number.</summary>
    public string? Name { get; }

    /// <summary>The name, or the digits.</summary>
    public override string ToString() => Name ?? Number.ToString(CultureInfo.InvariantCulture);
}
