namespace Istiod.Diagnostics.Metrics;

/// <summary>A summary without quantiles, whose sum and count are asked for when the text is written.</summary>
internal sealed class CallbackSummary(string name, string help, Func<(double Sum, long Count)> read) : MetricFamily(name, help, [])
{
    internal override string TypeName => "summary";

    internal override void WriteTo(MetricTextWriter writer)
    {
        (double sum, long count) = read();
        writer.Header(Name, Help, TypeName);
        writer.Sample(Name, "_sum", [], [], null, sum);
        writer.Sample(Name, "_count", [], [], null, count);
    }
}
