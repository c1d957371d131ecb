namespace Istiod.GoTemplate.Functions;

/// <summary>sprig's pure functions.</summary>
internal static class SprigCatalog
{
    public static GoFunction[] Create() => [];
}
