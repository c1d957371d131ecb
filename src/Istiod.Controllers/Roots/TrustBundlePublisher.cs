using System.Text.Json;
using System.Text.Json.Nodes;
using Istiod.Config;
using Istiod.Kubernetes;
using Istiod.Primitives;
using Microsoft.Extensions.Logging;

namespace Istiod.Controllers.Roots;

/// <summary>Keeps the mesh's roots in a ClusterTrustBundle, where pods of all namespaces can mount them; it takes the place of all ConfigMaps.</summary>
/// <param name="bundles">The ClusterTrustBundles of <see cref="ObjectName"/>.</param>
/// <param name="rootsPem">The roots; empty while there are none, and then nothing is written.</param>
/// <remarks>istiod: pilot/pkg/config/kube/clustertrustbundle/controller.go.</remarks>
public sealed class TrustBundlePublisher(ObjectWriter objects, Informer bundles, Func<string> rootsPem, TimeProvider time, ILogger logger)
    : IController, IInformerListener
{
    /// <summary>Name of the object: signers' bundles begin with the signer.</summary>
    public const string ObjectName = "istio.io:istiod-ca:root-cert";

    private const string Signer = "istio.io/istiod-ca";
    private static readonly ApiResource s_resource = ApiResource.Of(KindCatalog.ClusterTrustBundle);
    private static readonly NamespacedName s_key = new("", ObjectName);
    private readonly WorkQueue<string> _queue = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1), time);

    /// <inheritdoc/>
    public string Name => "clustertrustbundle controller";

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken stop)
    {
        using IDisposable subscription = bundles.Subscribe(this);
        Look();
        await _queue.RunAsync(PublishAsync, (name, fault) => ControllerLog.Failed(logger, Name, name, fault.Message), stop);
    }

    /// <summary>The roots have changed, or may have.</summary>
    public void Look() => _queue.Add(ObjectName);

    /// <inheritdoc/>
    public void Changed(Informer informer, IReadOnlyList<InformerChange> changes) => Look();

    private async Task PublishAsync(string name, CancellationToken stop)
    {
        string roots = rootsPem();
        if (roots.Length == 0)
        {
            return;
        }

        if (bundles.TryGet(s_key, out ConfigObject? stored))
        {
            if (!string.Equals(RootsOf(stored), roots, StringComparison.Ordinal))
            {
                await objects.ChangeAsync(s_resource, s_key, body => Put(body, roots), stop);
            }

            return;
        }

        JsonObject made = new()
        {
            ["apiVersion"] = s_resource.ApiVersion,
            ["kind"] = KindCatalog.ClusterTrustBundle.Kind,
            ["metadata"] = new JsonObject { ["name"] = ObjectName },
            ["spec"] = new JsonObject { ["signerName"] = Signer, ["trustBundle"] = roots },
        };
        try
        {
            await objects.CreateAsync(s_resource, "", made, stop);
        }
        catch (ApiException exists) when (exists.IsAlreadyExists)
        {
            // the watch is about to tell of it, and then it is looked at again
        }
    }

    private static string RootsOf(ConfigObject bundle)
    {
        if (bundle.Spec is not Config.JsonValue spec)
        {
            return "";
        }

        using JsonDocument document = spec.Parse();
        return JsonParts.Text(document.RootElement, "trustBundle");
    }

    private static bool Put(JsonObject bundle, string roots)
    {
        if (bundle["spec"] is not JsonObject spec)
        {
            bundle["spec"] = spec = new JsonObject { ["signerName"] = Signer };
        }

        if (string.Equals(ObjectWriter.TextOf(spec, "trustBundle"), roots, StringComparison.Ordinal))
        {
            return false;
        }

        spec["trustBundle"] = roots;
        return true;
    }
}
