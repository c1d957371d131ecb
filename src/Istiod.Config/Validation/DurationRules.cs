using Istiod.Protobuf;

namespace Istiod.Config.Validation;

/// <summary>Rules on durations.</summary>
/// <remarks>istiod: pkg/config/validation/agent/validation.go:ValidateDuration.</remarks>
internal static class DurationRules
{
    private const long NanosPerMilli = 1_000_000;
    private const long NanosPerSecond = 1_000_000_000;

    /// <summary>At least a millisecond and a whole number of them; absent counts as none.</summary>
    public static string? Check(Duration? duration)
    {
        Duration value = duration ?? default;
        return Nanoseconds(value) < NanosPerMilli ? "duration must be greater than 1ms"
            : value.Nanos % NanosPerMilli != 0 ? "only durations to ms precision are supported"
            : null;
    }

    /// <summary>The same if there is one.</summary>
    public static string? CheckPresent(Duration? duration) => duration is null ? null : Check(duration);

    /// <summary>As Go's 64-bit durations, held at their ends.</summary>
    public static long Nanoseconds(Duration value)
    {
        Int128 exact = ((Int128)value.Seconds * NanosPerSecond) + value.Nanos;
        return exact > long.MaxValue ? long.MaxValue : exact < long.MinValue ? long.MinValue : (long)exact;
    }
}
