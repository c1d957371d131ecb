using System.Buffers;
using System.Text.Json;
using Istiod.Compiler.Ingresses;
using Istiod.Compiler.Services;
using Istiod.Config;
using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;

namespace Istiod.Compiler.Status;

/// <summary>What statuses objects should have: addresses of ServiceEntries and of Ingresses.</summary>
internal static class StatusArea
{
    /// <summary>Adds the collection to <paramref name="graph"/>.</summary>
    public static Collection<StatusKey, DesiredStatus> Wire(
        Graph graph,
        MeshSources sources,
        Collection<ObjectKey, ValueArray<EntryAddress>> entryAddresses,
        Collection<ObjectKey, ConfigObject> ingresses)
    {
        Derived<StatusKey, DesiredStatus> entries = graph.Derive<ObjectKey, ValueArray<EntryAddress>, StatusKey, DesiredStatus>(
            "service-entry-statuses",
            entryAddresses,
            (key, addresses, reads, output) =>
            {
                if (reads.TryGet(sources.Settings, SettingsKey.Mesh, out MeshSettings? settings)
                    && settings.Features.EnableIpAutoallocate
                    && !addresses.IsEmpty)
                {
                    output.Add(new StatusKey(KindCatalog.ServiceEntry.Kind, key), OfEntry(addresses));
                }
            });
        IngressAddresses gateway = new(graph, sources);
        Derived<StatusKey, DesiredStatus> served = graph.Derive<ObjectKey, ConfigObject, StatusKey, DesiredStatus>(
            "ingress-statuses",
            ingresses,
            (key, _, reads, output) =>
            {
                reads.TryGet(gateway.Addresses, out ValueArray<string> addresses);
                output.Add(new StatusKey(KindCatalog.Ingress.Kind, key), OfIngress(addresses));
            });
        return graph.Join("statuses", entries, served, static (_, left, _) => left);
    }

    /// <remarks>istiod: pilot/pkg/controllers/ipallocate/ipallocate.go:statusPatchForAddresses.</remarks>
    private static DesiredStatus OfEntry(ValueArray<EntryAddress> addresses) => Write(json =>
    {
        json.WriteStartArray("addresses");
        foreach (EntryAddress address in addresses)
        {
            json.WriteStartObject();
            json.WriteString("host", address.Host);
            json.WriteString("value", address.Address);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    /// <remarks>istiod: pilot/pkg/config/kube/ingress/ingress.go:SupportedIngresses, sliceToStatus.</remarks>
    private static DesiredStatus OfIngress(ValueArray<string> addresses) => Write(json =>
    {
        json.WriteStartObject("loadBalancer");
        if (!addresses.IsEmpty)
        {
            json.WriteStartArray("ingress");
            foreach (string address in addresses)
            {
                json.WriteStartObject();
                json.WriteString(IPText.IsAddress(address) ? "ip" : "hostname", address);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    });

    private static DesiredStatus Write(Action<Utf8JsonWriter> members)
    {
        ArrayBufferWriter<byte> output = new(256);
        using (Utf8JsonWriter json = new(output))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return new DesiredStatus(output.WrittenSpan.ToArray());
    }
}
