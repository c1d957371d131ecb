using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Istiod.Config.Tests;

public sealed class SpecJsonGoldenTests
{
    /// <summary>Cases that come out differently, with the reason; at most 2 % of the file.</summary>
    private static readonly Dictionary<string, string> s_exceptions = new(StringComparer.Ordinal)
    {
        ["protojson-025"] = "a field given under both of its names: the last wins, not the camel case one",
        ["protojson-028"] = "half a surrogate pair is refused instead of replaced",
        ["protojson-054"] = "two members of a oneof: the last wins, not the one of the higher number",
    };

    private static readonly Dictionary<string, Func<string, string>> s_types = new(StringComparer.Ordinal)
    {
        ["networking.VirtualService"] = Round<Protos.Istio.Networking.V1Alpha3.VirtualService>,
        ["networking.DestinationRule"] = Round<Protos.Istio.Networking.V1Alpha3.DestinationRule>,
        ["networking.EnvoyFilter"] = Round<Protos.Istio.Networking.V1Alpha3.EnvoyFilter>,
        ["networking.ServiceEntry"] = Round<Protos.Istio.Networking.V1Alpha3.ServiceEntry>,
        ["networking.Gateway"] = Round<Protos.Istio.Networking.V1Alpha3.Gateway>,
        ["networking.Sidecar"] = Round<Protos.Istio.Networking.V1Alpha3.Sidecar>,
        ["networking.WorkloadEntry"] = Round<Protos.Istio.Networking.V1Alpha3.WorkloadEntry>,
        ["security.PeerAuthentication"] = Round<Protos.Istio.Security.V1Beta1.PeerAuthentication>,
        ["security.AuthorizationPolicy"] = Round<Protos.Istio.Security.V1Beta1.AuthorizationPolicy>,
        ["security.RequestAuthentication"] = Round<Protos.Istio.Security.V1Beta1.RequestAuthentication>,
        ["telemetry.Telemetry"] = Round<Protos.Istio.Telemetry.V1Alpha1.Telemetry>,
        ["extensions.WasmPlugin"] = Round<Protos.Istio.Extensions.V1Alpha1.WasmPlugin>,
        ["mesh.MeshConfig"] = Round<Protos.Istio.Mesh.V1Alpha1.MeshConfig>,
        ["mesh.ProxyConfig"] = Round<Protos.Istio.Mesh.V1Alpha1.ProxyConfig>,
    };

    [Fact]
    public void SpecJson_EveryRecordedCase_GivesTheRecordedMessage()
    {
        List<string> wrong = [];
        List<string> stale = [];
        int count = 0;
        foreach (JsonElement golden in Golden.Primitives("protojson.jsonl"))
        {
            count++;
            string id = golden.GetProperty("id").GetString()!;
            string? fault = Check(golden);
            if (fault is not null && !s_exceptions.ContainsKey(id))
            {
                wrong.Add($"{id} {golden.GetProperty("type")} {golden.GetProperty("in")} {fault}");
            }
            else if (fault is null && s_exceptions.ContainsKey(id))
            {
                stale.Add(id);
            }
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} of {count}:\n{string.Join('\n', wrong)}");
        Assert.Empty(stale);
        Assert.InRange(s_exceptions.Count, 0, count / 50);
    }

    private static string? Check(JsonElement golden)
    {
        string ours;
        bool ok = true;
        try
        {
            ours = s_types[golden.GetProperty("type").GetString()!](golden.GetProperty("in").GetString()!);
        }
        catch (Exception fault) when (fault is Protobuf.ProtoJsonException or JsonException)
        {
            ours = fault.Message;
            ok = false;
        }

        IEnumerable<JsonElement> outcomes = golden.TryGetProperty("nondeterministic", out JsonElement several) ? several.EnumerateArray() : [golden];
        foreach (JsonElement outcome in outcomes)
        {
            if (outcome.GetProperty("ok").GetBoolean() == ok
                && (!ok || JsonNode.DeepEquals(JsonNode.Parse(ours), JsonNode.Parse(outcome.GetProperty("out").GetString()!))))
            {
                return null;
            }
        }

        return $"ours {ok} {ours}\n    {golden}";
    }

    private static string Round<T>(string json)
        where T : class, Protobuf.IProtoMessage<T>
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(json);
        T message = SpecReading.Read<T>(utf8);
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream))
        {
            message.WriteJson(writer, Protobuf.ProtoJsonOptions.Default);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
