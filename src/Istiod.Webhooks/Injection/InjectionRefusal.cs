namespace Istiod.Webhooks.Injection;

/// <summary>Carries a reason to refuse a pod to <see cref="Injector"/>; goes no further.</summary>
internal sealed class InjectionRefusal(string message) : Exception(message);
