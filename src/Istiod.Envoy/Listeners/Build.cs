using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Istio.Mesh.V1Alpha1;

namespace Istiod.Envoy.Listeners;

/// <summary>One run of a builder: the collections and the recorder of what is read from them.</summary>
internal sealed class Build(MeshModel model, Reads reads)
{
    /// <summary>The collections.</summary>
    public MeshModel Model { get; } = model;

    /// <summary>The recorder.</summary>
    public Reads Reads { get; } = reads;

    /// <summary>The settings.</summary>
    public MeshSettings Settings { get; } = model.SettingsOf(reads);

    /// <summary>The mesh config.</summary>
    public MeshConfig Mesh => Settings.Mesh;

    /// <summary>The switches.</summary>
    public MeshFeatures Features => Settings.Features;

    /// <summary>Finds the Envoy cluster of a service that mesh config names as <c>host</c> or <c>namespace/host</c>.</summary>
    /// <returns>False if there is none, or if the host is in several namespaces and none is named.</returns>
    /// <remarks>istiod: pilot/pkg/model/telemetry_logging.go:LookupCluster.</remarks>
    public bool TryFindCluster(string service, uint port, out string host, out string cluster)
    {
        host = "";
        cluster = "";
        if (service.Length == 0)
        {
            return false;
        }

        int slash = service.IndexOf('/', StringComparison.Ordinal);
        bool isNamed = slash >= 0 && service.IndexOf('/', slash + 1) < 0;
        string name = isNamed ? service[(slash + 1)..] : service;
        int count = 0;
        foreach (KeyValuePair<ServiceKey, MeshService> entry in Reads.Lookup(Model.ServicesByHost, new Hostname(name)))
        {
            if (!isNamed || entry.Key.Namespace.AsSpan().SequenceEqual(service.AsSpan(0, slash)))
            {
                count++;
            }
        }

        if (count != 1)
        {
            return false;
        }

        host = name;
        cluster = EnvoyNames.Outbound((int)port, "", name);
        return true;
    }
}
