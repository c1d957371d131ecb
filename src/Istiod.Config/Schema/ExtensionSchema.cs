using Istiod.Config.Defaulting;

namespace Istiod.Config.Schema;

/// <summary>Rules of the CRDs of extensions.istio.io and telemetry.istio.io.</summary>
internal static class ExtensionSchema
{
    public static void Check(KindDescriptor kind, DataNode? spec, SchemaReport report)
    {
        if (spec is not { Kind: DataKind.Object })
        {
            return;
        }

        TargetSchema.Check(spec, report);
        switch (kind.Kind)
        {
            case "Telemetry":
                Telemetry(spec, report);
                break;
            case "WasmPlugin":
                report.Required(spec, "spec", "url");
                Wasm(spec, "spec", report);
                break;
            case "TrafficExtension":
                if (spec.Present("wasm") is null == spec.Present("lua") is null)
                {
                    report.Fail("spec", "exactly one of wasm or lua must be set");
                }

                Wasm(spec["wasm"], "spec.wasm", report);
                report.Length(spec["lua"]?["inlineCode"], "spec.lua.inlineCode", 65536, 1);
                break;
            default:
                break;
        }
    }

    private static void Wasm(DataNode? wasm, string path, SchemaReport report)
    {
        if (wasm is null)
        {
            return;
        }

        report.Length(wasm["url"], $"{path}.url", int.MaxValue, 1);
        report.Length(wasm["imagePullSecret"], $"{path}.imagePullSecret", 253, 1);
        report.Length(wasm["pluginName"], $"{path}.pluginName", 256, 1);
        if (wasm.TextOf("sha256") is { Length: > 0 } hash && !IsSha256(hash))
        {
            report.Fail($"{path}.sha256", "should match '(^$|^[a-f0-9]{64}$)'");
        }

        if (wasm.TextOf("url") is { } url
            && url.IndexOf("://", StringComparison.Ordinal) is > 0 and int scheme
            && url[..scheme] is not ("http" or "https" or "file" or "oci"))
        {
            report.Fail($"{path}.url", "url must have schema one of [http, https, file, oci]");
        }

        DataNode? environment = wasm["vmConfig"]?["env"];
        report.Items(environment, $"{path}.vmConfig.env", 256);
        foreach (DataNode variable in Nodes.Objects(environment))
        {
            report.Required(variable, $"{path}.vmConfig.env", "name");
            report.Length(variable["name"], $"{path}.vmConfig.env.name", 256, 1);
            report.Length(variable["value"], $"{path}.vmConfig.env.value", 2048);
            if (variable.TextOf("valueFrom") == "HOST" && variable.Present("value") is not null)
            {
                report.Fail($"{path}.vmConfig.env", "value may only be set when valueFrom is INLINE");
            }
        }
    }

    private static bool IsSha256(string hash)
    {
        foreach (char c in hash)
        {
            if (!char.IsAsciiHexDigitLower(c))
            {
                return false;
            }
        }

        return hash.Length == 64;
    }

    private static void Telemetry(DataNode spec, SchemaReport report)
    {
        foreach (DataNode tracing in Nodes.Objects(spec["tracing"]))
        {
            report.Range(tracing["randomSamplingPercentage"], "spec.tracing.randomSamplingPercentage", 0, 100);
            Providers(tracing, "spec.tracing", report);
            foreach (KeyValuePair<string, DataNode> tag in tracing["customTags"]?.Members ?? [])
            {
                string path = $"spec.tracing.customTags[{tag.Key}]";
                report.OneOf(tag.Value, path, "only one kind of value can be set", "literal", "environment", "header", "formatter");
                report.Length(tag.Value["literal"]?["value"], $"{path}.literal.value", int.MaxValue, 1);
                report.Length(tag.Value["environment"]?["name"], $"{path}.environment.name", int.MaxValue, 1);
                report.Length(tag.Value["header"]?["name"], $"{path}.header.name", int.MaxValue, 1);
                report.Length(tag.Value["formatter"]?["value"], $"{path}.formatter.value", int.MaxValue, 1);
            }
        }

        foreach (DataNode logging in Nodes.Objects(spec["accessLogging"]))
        {
            Providers(logging, "spec.accessLogging", report);
        }

        foreach (DataNode metrics in Nodes.Objects(spec["metrics"]))
        {
            Providers(metrics, "spec.metrics", report);
            foreach (DataNode change in Nodes.Objects(metrics["overrides"]))
            {
                report.OneOf(change["match"], "spec.metrics.overrides.match", "only one of metric or customMetric can be set", "metric", "customMetric");
                report.Length(change["match"]?["customMetric"], "spec.metrics.overrides.match.customMetric", int.MaxValue, 1);
                foreach (KeyValuePair<string, DataNode> tag in change["tagOverrides"]?.Members ?? [])
                {
                    TagOverride(tag.Value, $"spec.metrics.overrides.tagOverrides[{tag.Key}]", report);
                }
            }
        }
    }

    private static void TagOverride(DataNode tag, string path, SchemaReport report)
    {
        string operation = tag.TextOf("operation") ?? "";
        if (operation == "UPSERT" && string.IsNullOrEmpty(tag.TextOf("value")))
        {
            report.Fail(path, "value must be set when operation is UPSERT");
        }

        if (operation == "REMOVE" && tag.Present("value") is not null)
        {
            report.Fail(path, "value must not be set when operation is REMOVE");
        }
    }

    private static void Providers(DataNode owner, string path, SchemaReport report)
    {
        foreach (DataNode provider in Nodes.Objects(owner["providers"]))
        {
            report.Required(provider, $"{path}.providers", "name");
            report.Length(provider["name"], $"{path}.providers.name", int.MaxValue, 1);
        }
    }
}
