using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Istiod.Primitives;

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

    /// <summary>Reads a text as command lines and annotations hold it: a number of 32 bits if it is one, else a name.</summary>
    /// <remarks>Source: k8s.io/apimachinery pkg/util/intstr, Parse.</remarks>
    public static IntOrString Parse(string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) ? new(number) : new(text);

    /// <summary>The number, or that percentage of a total.</summary>
    /// <param name="error">Kubernetes' own words if it is a name that is no percentage, else null.</param>
    /// <remarks>Source: k8s.io/apimachinery pkg/util/intstr, GetScaledValueFromIntOrPercent.</remarks>
    public bool TryScale(int total, bool roundsUp, out int value, [NotNullWhen(false)] out string? error)
    {
        value = Number;
        error = null;
        if (Name is null)
        {
            return true;
        }

        if (!Name.EndsWith('%'))
        {
            error = "invalid value for IntOrString: invalid type: string is not a percentage";
        }
        else if (!GoNumber.TryAtoi(Name[..^1], out long percent, out string? fault))
        {
            error = $"invalid value for IntOrString: invalid value {GoQuote.Of(Name)}: {fault}";
        }
        else
        {
            double scaled = percent * (double)total / 100;
            value = (int)Math.Clamp(roundsUp ? Math.Ceiling(scaled) : Math.Floor(scaled), int.MinValue, int.MaxValue);
        }

        return error is null;
    }

    /// <summary>The name, or the digits.</summary>
    public override string ToString() => Name ?? Number.ToString(CultureInfo.InvariantCulture);
}
