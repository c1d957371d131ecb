namespace Istiod.Diagnostics.Metrics;

/// <summary>A gauge (or counter) whose value is asked for when the text is written.</summary>
internal sealed class CallbackGauge(string name, string help, string typeName, Func<double?> read) : MetricFamily(name, help, [])
{
    internal override string TypeName => typeName;

    internal override void WriteTo(MetricTextWriter writer)
    {
        if (read() is { } value)
        {
            writer.Header(Name, Help, TypeName);
            writer.Sample(Name, "", [], [], null, value);
        }
    }
}
