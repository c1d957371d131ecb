using Istiod.GoTemplate;
using Istiod.Webhooks.Injection.Templates;

namespace Istiod.Webhooks.Injection.Config;

/// <summary>Holds the injector's settings, the last good ones. Any thread reads; one at a time updates.</summary>
/// <param name="variable">Value of a variable that templates may read; null if unset or not to be read.</param>
public sealed class InjectorStore(Func<string, string?> variable)
{
    private readonly FunctionTable _functions = InjectionFunctions.Create(variable);
    private readonly Lock _lock = new();
    private volatile InjectorSettings? _current;

    /// <summary>The settings; null until the first good ones.</summary>
    public InjectorSettings? Current => _current;

    /// <summary>Takes new texts. A bad configuration changes nothing; bad values keep the old values under the new configuration.</summary>
    /// <returns>What is wrong, for the log; null if all was taken.</returns>
    /// <remarks>istiod: pkg/kube/inject/webhook.go:updateConfig.</remarks>
    public string? Update(string config, string values)
    {
        lock (_lock)
        {
            if (!InjectorConfigReader.TryRead(config, _functions, out InjectorConfig? read, out string? fault))
            {
                return fault;
            }

            if (InjectorValues.TryRead(values, out InjectorValues? known, out string? wrong))
            {
                _current = new InjectorSettings(read, known);
                return null;
            }

            if (_current is { } old)
            {
                _current = old with { Config = read };
            }

            return wrong;
        }
    }
}
