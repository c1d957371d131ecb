using Istiod.GoTemplate;
using Istiod.Webhooks.Injection.Kube;

namespace Istiod.Webhooks.Injection.Templates;

/// <summary>Methods of Kubernetes types that templates can call: the getters of object metadata.</summary>
internal static class KubeMethods
{
    private const string Prefix = "Get";

    /// <summary>The method of a struct type; null if it has none of this name.</summary>
    /// <remarks>Differs: of the API's methods only <c>ObjectMeta</c>'s getters are there.</remarks>
    public static GoFunction? Find(KubeType type, string name)
    {
        if (!ReferenceEquals(type, KubeTypes.ObjectMeta) || !name.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        string field = name[Prefix.Length..];
        return type.ByGoName(field) is null
            ? null
            : new GoFunction(name, [], (_, arguments) => Get(arguments[0], field));
    }

    private static GoValue Get(GoValue receiver, string field) =>
        receiver.AsObject() is { } value && value.TryGetField(field, out GoValue found) ? found : GoValue.Nil;
}
