using System.Globalization;
using System.Text;
using Istiod.Benchmarks.Harness;
using Istiod.Config;
using Istiod.Config.Validation;

namespace Istiod.Benchmarks.Validate;

/// <summary>Rules of kinds: an object that somebody wants to store → verdict.</summary>
internal sealed class ValidateStage : IStage
{
    private const int LargeBytes = 100_000;

    public string Name => "validate";

    public IEnumerable<Sample> Samples()
    {
        byte[] small = Service(1);
        byte[] large = Service(LargeBytes);
        DataNode tree = DataNode.ParseJson(large);
        if (!ObjectReview.TryDecode(KindCatalog.VirtualService, tree, out ConfigObject? item, out string? fault) || item is null)
        {
            throw new InvalidOperationException(fault);
        }

        yield return new Operation("VirtualService of one route, JSON to verdict", 1000, _ => Judge(small));
        yield return new Operation("VirtualService of 100 KB, JSON to verdict", 20, _ => Judge(large));
        yield return new Operation("VirtualService of 100 KB, rules", 20, _ => ObjectValidator.Validate(item));
    }

    private static void Judge(byte[] json)
    {
        ObjectVerdict verdict = ObjectReview.Check(DataNode.ParseJson(json), withAlpha: false);
        if (!verdict.IsAllowed)
        {
            throw new InvalidOperationException(verdict.Message);
        }
    }

    private static byte[] Service(int bytes)
    {
        StringBuilder text = new("{\"apiVersion\":\"networking.istio.io/v1\",\"kind\":\"VirtualService\",\"metadata\":{\"name\":\"a\",\"namespace\":\"n\"},");
        text.Append("\"spec\":{\"hosts\":[\"a.example\"],\"http\":[");
        for (int i = 0; i == 0 || text.Length < bytes; i++)
        {
            text.Append(i > 0 ? "," : "").Append(
                CultureInfo.InvariantCulture,
                $"{{\"match\":[{{\"uri\":{{\"prefix\":\"/part{i}/\"}},\"headers\":{{\"x-a\":{{\"regex\":\"a+b[0-9]{{1,3}}\"}}}}}}],");
            text.Append(
                CultureInfo.InvariantCulture,
                $"\"timeout\":\"1.5s\",\"retries\":{{\"attempts\":3,\"retryOn\":\"5xx,reset\"}},\"route\":[{{\"destination\":{{\"host\":\"b{i}.n.svc\",\"port\":{{\"number\":80}}}}}}]}}");
        }

        return Encoding.UTF8.GetBytes(text.Append("]}}").ToString());
    }
}
