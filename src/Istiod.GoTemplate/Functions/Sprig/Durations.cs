using Istiod.GoTemplate.Formatting;
using Istiod.Primitives;

namespace Istiod.GoTemplate.Functions.Sprig;

/// <summary>Durations; nothing here reads a clock. Source: sprig, date.go.</summary>
internal static class Durations
{
    private const ulong Second = 1_000_000_000;

    // Units that a rounded duration is told in, largest first.
    private static readonly (ulong Size, string Name)[] s_units =
    [
        (Second * 3600 * 24 * 365, "y"), (Second * 3600 * 24 * 30, "mo"), (Second * 3600 * 24, "d"), (Second * 3600, "h"), (Second * 60, "m"), (Second, "s"),
    ];

    // Only strings and int64 count; an int does not.
    public static GoValue FromSeconds(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        long seconds = 0;
        if (ReferenceEquals(arguments[0].Type, GoType.String))
        {
            _ = IntegerParser.TryParse(arguments[0].AsString(), 10, 64, out seconds);
        }
        else if (ReferenceEquals(arguments[0].Type, GoType.Int64))
        {
            seconds = arguments[0].AsInt64;
        }

        return GoValue.FromString(GoDuration.Format(unchecked(seconds * (long)Second)));
    }

    public static GoValue Round(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        long duration = 0;
        if (ReferenceEquals(arguments[0].Type, GoType.String))
        {
            _ = GoDuration.TryParse(arguments[0].AsString()!, out duration, out _); // the type says it is one
        }
        else if (ReferenceEquals(arguments[0].Type, GoType.Int64))
        {
            duration = arguments[0].AsInt64;
        }

        ulong size = duration < 0 ? 0 - (ulong)duration : (ulong)duration;
        foreach ((ulong unit, string name) in s_units)
        {
            if (size > unit)
            {
                return GoValue.FromString(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{size / unit}{name}"));
            }
        }

        return GoValue.FromString("0s");
    }
}
