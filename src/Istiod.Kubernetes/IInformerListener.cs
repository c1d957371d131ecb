namespace Istiod.Kubernetes;

/// <summary>Hears of changes of one informer, in order, by one thread at a time. Must not wait.</summary>
public interface IInformerListener
{
    /// <summary>
    /// Some objects have changed; the informer shows them already. The first call, at subscription, brings all that is there.
    /// A list that was read anew comes as one call with what differs.
    /// </summary>
    void Changed(Informer informer, IReadOnlyList<InformerChange> changes);
}
