using System.Text;
using Istiod.Config.Kinds.Core;

namespace Istiod.Config.Tests;

/// <summary>Objects that say the same share it, so that many pods of few Deployments stay small.</summary>
public sealed class SharedValuesTests
{
    [Fact]
    public void Decode_PodsOfOneDeployment_ShareWhatIsEqual()
    {
        ConfigObject first = Pod("a", "v1");
        ConfigObject second = Pod("b", "v1");
        ConfigObject other = Pod("c", "v2");

        Assert.Same(first.Meta.Labels, second.Meta.Labels);
        Assert.Same(first.Meta.Annotations, second.Meta.Annotations);
        Assert.Same(first.Meta.Owners[0], second.Meta.Owners[0]);
        Assert.Same(first.SpecAs<PodSpec>().Containers[0], second.SpecAs<PodSpec>().Containers[0]);
        Assert.True(other.Meta.Labels.TryGet("version", out string? told));
        Assert.Equal("v2", told);
        Assert.Equal(("b", "10.0.0.b"), (second.Meta.Name, second.SpecAs<PodSpec>().PodIP));
    }

    private static ConfigObject Pod(string name, string version) => Decoder.Decode(KindCatalog.Pod, Encoding.UTF8.GetBytes($$$"""
        {"metadata":{"name":"{{{name}}}","namespace":"shop","labels":{"app":"cart","version":"{{{version}}}"},
         "annotations":{"sidecar.istio.io/status":"a long text"},
         "ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"cart-1","uid":"u","controller":true}]},
         "spec":{"containers":[{"name":"app","image":"app:1","ports":[{"containerPort":8080}]}]},"status":{"podIP":"10.0.0.{{{name}}}"}}
        """)).Object ?? throw new InvalidOperationException("not read");
}
