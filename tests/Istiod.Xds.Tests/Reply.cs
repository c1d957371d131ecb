using Istiod.Protobuf;
using Istiod.Protos.Envoy.Service.Discovery.V3;
using Istiod.Resources;

namespace Istiod.Xds.Tests;

/// <summary>One response, as a client reads it.</summary>
internal sealed record Reply(XdsType? Type, string TypeUrl, string Version, string Nonce, string[] Removed)
{
    /// <summary>Content by name.</summary>
    public Dictionary<string, string> Contents { get; } = [];

    /// <summary>Delta: version by name.</summary>
    public Dictionary<string, string> Versions { get; } = [];

    public string[] Names { get; private set; } = [];

    public static Reply Parse(byte[] message, bool isDelta)
    {
        if (isDelta)
        {
            DeltaDiscoveryResponse delta = DeltaDiscoveryResponse.Parse(message);
            Reply reply = new(
                XdsType.Find(delta.TypeUrl), delta.TypeUrl, delta.SystemVersionInfo, delta.Nonce, [.. delta.RemovedResources]);
            foreach (Resource resource in delta.Resources)
            {
                AnyValue any = resource.Resource_ ?? throw new InvalidDataException("no resource");
                Assert.Equal(delta.TypeUrl, any.TypeUrl);
                reply.Add(resource.Name, Struct.Parse(any.ToValueBytes().Span));
                reply.Versions.Add(resource.Name, resource.Version);
            }

            return reply;
        }

        DiscoveryResponse whole = DiscoveryResponse.Parse(message);
        Reply sotw = new(XdsType.Find(whole.TypeUrl), whole.TypeUrl, whole.VersionInfo, whole.Nonce, []);
        foreach (AnyValue any in whole.Resources)
        {
            Assert.Equal(whole.TypeUrl, any.TypeUrl);
            Struct body = Struct.Parse(any.ToValueBytes().Span);
            sotw.Add(body.Fields["name"].StringValue, body);
        }

        return sotw;
    }

    public override string ToString() => $"{Type}: {string.Join(' ', Names)}{(Removed.Length > 0 ? " -" + string.Join(" -", Removed) : "")}";

    private void Add(string name, Struct body)
    {
        Contents.Add(name, body.Fields["content"].StringValue);
        Names = [.. Names, name];
    }
}
