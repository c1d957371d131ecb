using Istiod.Protos.Envoy.Type.V3;
using Percent = Istiod.Protos.Istio.Networking.V1Alpha3.Percent;

namespace Istiod.Envoy.Routes;

/// <summary>Percentages as fractions.</summary>
/// <remarks>istiod: pilot/pkg/networking/core/route/route.go:translatePercentToFractionalPercent.</remarks>
internal static class Percentages
{
    /// <summary>With four decimals, in millionths.</summary>
    public static FractionalPercent Of(Percent percent) => new()
    {
        Numerator = (uint)(percent.Value * 10000),
        Denominator = FractionalPercent.Types.DenominatorType.Million,
    };

    /// <summary>Whole percent.</summary>
    public static FractionalPercent Whole(uint percent) => new()
    {
        Numerator = percent,
        Denominator = FractionalPercent.Types.DenominatorType.Hundred,
    };
}
