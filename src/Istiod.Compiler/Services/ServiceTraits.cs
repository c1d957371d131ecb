using Istiod.Compiler.Names;
using Istiod.Model;
using Istiod.Primitives;

namespace Istiod.Compiler.Services;

/// <summary>Properties that services of all registries take from annotations.</summary>
internal static class ServiceTraits
{
    /// <summary>By the spec if it says something known, else by the object's annotation, else by the namespace's.</summary>
    /// <remarks>istiod: pilot/pkg/model/service.go:GetTrafficDistribution.</remarks>
    public static TrafficDistribution Distribution(string spec, LabelSet annotations, LabelSet? namespaceAnnotations)
    {
        switch (spec)
        {
            case "PreferClose" or "PreferSameZone":
                return TrafficDistribution.PreferSameZone;
            case "PreferSameNode":
                return TrafficDistribution.PreferSameNode;
        }

        string value = annotations.GetOrEmpty(LabelNames.TrafficDistribution);
        if (value.Length == 0)
        {
            value = namespaceAnnotations?.GetOrEmpty(LabelNames.TrafficDistribution) ?? "";
        }

        return Is(value, "PreferClose") || Is(value, "PreferSameZone") ? TrafficDistribution.PreferSameZone
            : Is(value, "PreferSameNode") ? TrafficDistribution.PreferSameNode
            : TrafficDistribution.Any;
    }

    private static bool Is(string value, string other) => string.Equals(value, other, StringComparison.OrdinalIgnoreCase);
}
