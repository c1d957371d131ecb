namespace Istiod.Webhooks.Injection.Config;

/// <summary>Configuration and values that belong together.</summary>
/// <param name="Config">Policy and templates.</param>
/// <param name="Values">The chart's values.</param>
public sealed record InjectorSettings(InjectorConfig Config, InjectorValues Values);
