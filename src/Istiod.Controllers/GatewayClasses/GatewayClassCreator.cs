using System.Text.Json.Nodes;
using Istiod.Config;
using Istiod.Kubernetes;
using Istiod.Primitives;
using Microsoft.Extensions.Logging;

namespace Istiod.Controllers.GatewayClasses;

/// <summary>
/// Creates the GatewayClasses that are missing while their CustomResourceDefinition is there. What is there stays as it is; what is
/// deleted comes back. Every replica does it, leader or not: the first one to create a class wins.
/// </summary>
/// <param name="classes">All GatewayClasses.</param>
/// <param name="definitions">All CustomResourceDefinitions.</param>
/// <param name="wanted">What there should be.</param>
/// <remarks>istiod: pilot/pkg/config/kube/gatewaycommon/gatewayclass.go:ClassController.</remarks>
public sealed class GatewayClassCreator(
    ObjectWriter objects, Informer classes, Informer definitions, IReadOnlyList<GatewayClassInfo> wanted, TimeProvider time, ILogger logger)
    : IController, IInformerListener
{
    private static readonly ApiResource s_resource = ApiResource.Of(KindCatalog.GatewayClass);
    private readonly WorkQueue<string> _queue = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1), time);

    /// <inheritdoc/>
    public string Name => "gateway class";

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken stop)
    {
        using IDisposable first = classes.Subscribe(this);
        using IDisposable second = definitions.Subscribe(this);
        await _queue.RunAsync(CreateAsync, (name, fault) => ControllerLog.Failed(logger, Name, name, fault.Message), stop);
    }

    /// <inheritdoc/>
    public void Changed(Informer informer, IReadOnlyList<InformerChange> changes)
    {
        foreach (InformerChange change in changes)
        {
            if (!ReferenceEquals(informer, definitions))
            {
                Look(change.Object is null ? change.Key.Name : "");
            }
            else if (change.Object is not null && string.Equals(change.Key.Name, classes.Spec.DefinitionName, StringComparison.Ordinal))
            {
                foreach (GatewayClassInfo info in wanted)
                {
                    _queue.Add(info.Name);
                }
            }
        }
    }

    private void Look(string deleted)
    {
        if (Find(deleted) is not null)
        {
            _queue.Add(deleted);
        }
    }

    private async Task CreateAsync(string name, CancellationToken stop)
    {
        await classes.Synced.WaitAsync(stop);
        if (Find(name) is not { } info
            || classes.TryGet(new NamespacedName("", name), out _)
            || !definitions.TryGet(new NamespacedName("", classes.Spec.DefinitionName), out _))
        {
            return; // it is there, or it cannot be
        }

        JsonObject body = new()
        {
            ["apiVersion"] = s_resource.ApiVersion,
            ["kind"] = KindCatalog.GatewayClass.Kind,
            ["metadata"] = new JsonObject { ["name"] = name },
            ["spec"] = new JsonObject { ["controllerName"] = info.Controller, ["description"] = info.Description },
        };
        try
        {
            await objects.CreateAsync(s_resource, "", body, stop);
        }
        catch (ApiException exists) when (exists.IsAlreadyExists)
        {
            // somebody was faster
        }
    }

    private GatewayClassInfo? Find(string name)
    {
        foreach (GatewayClassInfo info in wanted)
        {
            if (string.Equals(info.Name, name, StringComparison.Ordinal))
            {
                return info;
            }
        }

        return null;
    }
}
