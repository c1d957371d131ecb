using System.Globalization;
using Istiod.Commands;
using Istiod.Primitives;

namespace Istiod.Variables;

/// <summary>
/// Reads typed variables by the reference's rules: unset gives the default, a bad value a warning and the default, an empty text
/// counts as set. The process environment is behind <paramref name="lookup"/>.
/// </summary>
/// <param name="lookup">The value of a name, <c>null</c> if it is not set.</param>
/// <remarks>istiod: pkg/env/var.go.</remarks>
internal sealed class EnvironmentReader(Func<string, string?> lookup)
{
    private readonly List<string> _warnings = [];
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    /// <summary>Complaints in the order of reading.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>Names that were asked for, set or not.</summary>
    public IReadOnlySet<string> Asked => _asked;

    /// <summary>Whether the name is set, be it to nothing.</summary>
    public bool IsSet(string name) => lookup(name) is not null;

    /// <summary>A variable that only the mesh config knows of; <c>null</c> if it is not set. Called from any thread.</summary>
    public string? Find(string name) => lookup(name);

    /// <summary>Any text.</summary>
    public string Text(string name, string defaultValue)
    {
        _asked.Add(name);
        return lookup(name) ?? defaultValue;
    }

    /// <summary><c>1 t T TRUE true True</c> and opposites.</summary>
    public bool Bool(string name, bool defaultValue) =>
        Read(name, defaultValue, "true/false", defaultValue ? "true" : "false", GoSyntax.TryParseBool);

    /// <summary>A decimal integer.</summary>
    public int Int(string name, int defaultValue) =>
        (int)Math.Clamp(
            Read(name, defaultValue, "an integer", defaultValue.ToString(CultureInfo.InvariantCulture), (string text, out long value) => GoSyntax.TryParseInt(text, out value)),
            int.MinValue,
            int.MaxValue);

    /// <summary>A decimal integer of 32 bits without sign, as JSON reads it.</summary>
    public uint UInt(string name, uint defaultValue) =>
        Read(
            name,
            defaultValue,
            "an unsigned integer",
            defaultValue.ToString(CultureInfo.InvariantCulture),
            (string text, out uint value) => uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value));

    /// <summary>A floating-point number.</summary>
    public double Float(string name, double defaultValue) =>
        Read(
            name,
            defaultValue,
            "a floating-point value",
            defaultValue.ToString("G", CultureInfo.InvariantCulture),
            (string text, out double value) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value));

    /// <summary>A Go duration.</summary>
    public TimeSpan Duration(string name, TimeSpan defaultValue) => TimeSpan.FromTicks(Nanoseconds(name, defaultValue.Ticks * 100) / 100);

    /// <summary>A Go duration in nanoseconds.</summary>
    public long Nanoseconds(string name, long defaultValue) =>
        Read(
            name,
            defaultValue,
            "a duration",
            GoDuration.Format(defaultValue),
            (string text, out long value) => GoDuration.TryParse(text, out value, out _));

    /// <summary>Complains about a combination of variables.</summary>
    public void Warn(string warning) => _warnings.Add(warning);

    private T Read<T>(string name, T defaultValue, string expected, string defaultText, Parse<T> parse)
    {
        _asked.Add(name);
        if (lookup(name) is not { } text)
        {
            return defaultValue;
        }

        if (parse(text, out T value))
        {
            return value;
        }

        _warnings.Add($"Invalid environment variable value `{text}`, expecting {expected}, defaulting to {defaultText}");
        return defaultValue;
    }

    private delegate bool Parse<T>(string text, out T value);
}
