using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using CommunityToolkit.HighPerformance.Buffers;
using Istiod.Primitives;
using Istiod.Protobuf;
using Istiod.Protos.Istio.Mesh.V1Alpha1;

namespace Istiod.Model;

/// <summary>Reads the typed part of node metadata; fields that a newer proxy adds are ignored.</summary>
/// <remarks>istiod: pkg/model/proxy.go:NodeMetadata and its StringList, StringBool, NodeMetaProxyConfig.</remarks>
internal static class ProxyMetadataReader
{
    private static readonly ProtoJsonOptions LenientJson = new() { IgnoreUnknownFields = true };

    public static bool TryRead(
        Struct? raw,
        [NotNullWhen(true)] out ProxyMetadata? metadata,
        out ProxyConfig? config,
        [NotNullWhen(false)] out string? error)
    {
        config = null;
        error = null;
        Fields fields = new(raw);
        metadata = new ProxyMetadata
        {
            Raw = RawMetadata.From(raw),
            Name = fields.Text("NAME"),
            Namespace = fields.Text("NAMESPACE"),
            Labels = fields.Labels("STATIC_LABELS", "LABELS"),
            Annotations = fields.Labels("ANNOTATIONS"),
            InstanceIPs = fields.List("INSTANCE_IPS"),
            ClusterId = fields.Text("CLUSTER_ID"),
            Network = fields.Text("NETWORK"),
            RequestedNetworkView = fields.List("REQUESTED_NETWORK_VIEW"),
            MeshId = fields.Text("MESH_ID"),
            ServiceAccount = fields.Text("SERVICE_ACCOUNT"),
            WorkloadName = fields.Text("WORKLOAD_NAME"),
            Owner = fields.Text("OWNER"),
            NodeName = fields.Text("NODE_NAME"),
            Generator = fields.Text("GENERATOR"),
            IstioVersion = fields.Text("ISTIO_VERSION"),
            InterceptionMode = fields.Text("INTERCEPTION_MODE") switch
            {
                "TPROXY" => InterceptionMode.Tproxy,
                "NONE" => InterceptionMode.None,
                _ => InterceptionMode.Redirect,
            },
            HttpProxyPort = fields.Text("HTTP_PROXY_PORT"),
            Http10 = fields.Text("HTTP10"),
            IdleTimeout = fields.Text("IDLE_TIMEOUT"),
            UnprivilegedPod = fields.Text("UNPRIVILEGED_POD"),
            CapturesDns = fields.Flag("DNS_CAPTURE") ?? false,
            AutoAllocatesDns = fields.Flag("DNS_AUTO_ALLOCATE") ?? false,
            EnablesHbone = fields.Flag("ENABLE_HBONE") ?? false,
            DisablesHboneSend = fields.Flag("DISABLE_HBONE_SEND") ?? false,
            MetadataDiscovery = fields.Flag("METADATA_DISCOVERY"),
            InboundExactBalance = fields.Flag("INBOUND_LISTENER_EXACT_BALANCE") ?? false,
            OutboundExactBalance = fields.Flag("OUTBOUND_LISTENER_EXACT_BALANCE") ?? false,
            TlsServerCertChain = fields.Text("TLS_SERVER_CERT_CHAIN"),
            TlsServerKey = fields.Text("TLS_SERVER_KEY"),
            TlsServerRootCert = fields.Text("TLS_SERVER_ROOT_CERT"),
            TlsClientCertChain = fields.Text("TLS_CLIENT_CERT_CHAIN"),
            TlsClientKey = fields.Text("TLS_CLIENT_KEY"),
            TlsClientRootCert = fields.Text("TLS_CLIENT_ROOT_CERT"),
        };
        if (fields.Error is null && raw is not null && raw.Fields.TryGetValue("PROXY_CONFIG", out Value? value))
        {
            config = ReadConfig(value, fields);
        }

        error = fields.Error is null ? null : $"failed to unmarshal node metadata: {fields.Error}";
        return error is null;
    }

    private static ProxyConfig? ReadConfig(Value value, Fields fields)
    {
        try
        {
            Utf8JsonReader reader = new(Encoding.UTF8.GetBytes(value.ToJson()));
            reader.Read();
            return ProxyConfig.ReadJson(ref reader, LenientJson);
        }
        catch (ProtoJsonException e)
        {
            // A proxy with settings that cannot be read is refused, as the reference refuses it.
            fields.Error = $"PROXY_CONFIG: {e.Message}";
            return null;
        }
    }

    /// <summary>Typed access; the first field of a wrong type is the error.</summary>
    private sealed class Fields(Struct? raw)
    {
        public string? Error { get; set; }

        public string Text(string name)
        {
            if (!TryGet(name, out Value? value))
            {
                return "";
            }

            if (value.Kind == ValueKind.String)
            {
                return StringPool.Shared.GetOrAdd(value.StringValue);
            }

            Error ??= $"{name} must be a string";
            return "";
        }

        public ValueArray<string> List(string name)
        {
            string text = Text(name);
            return text.Length == 0 ? default : ValueArray.Take(text.Split(','));
        }

        /// <summary>A boolean that is written as a string for old agents.</summary>
        public bool? Flag(string name)
        {
            if (!TryGet(name, out Value? value))
            {
                return null;
            }

            if (value.Kind == ValueKind.Bool)
            {
                return value.BoolValue;
            }

            switch (value.StringValue)
            {
                case "1" or "t" or "T" or "true" or "TRUE" or "True":
                    return true;
                case "0" or "f" or "F" or "false" or "FALSE" or "False":
                    return false;
                default:
                    Error ??= $"{name} must be a boolean in a string";
                    return null;
            }
        }

        /// <summary>Labels; those of later fields win.</summary>
        public LabelSet Labels(params ReadOnlySpan<string> names)
        {
            Dictionary<string, string> labels = new(StringComparer.Ordinal);
            foreach (string name in names)
            {
                if (!TryGet(name, out Value? value))
                {
                    continue;
                }

                if (value.StructValue is null)
                {
                    Error ??= $"{name} must be an object";
                    continue;
                }

                foreach (KeyValuePair<string, Value> label in value.StructValue.Fields)
                {
                    if (label.Value.Kind != ValueKind.String)
                    {
                        Error ??= $"{name}.{label.Key} must be a string";
                    }

                    labels[StringPool.Shared.GetOrAdd(label.Key)] = StringPool.Shared.GetOrAdd(label.Value.StringValue);
                }
            }

            return LabelSet.From(labels);
        }

        private bool TryGet(string name, [NotNullWhen(true)] out Value? value)
        {
            value = null;
            return raw is not null
                && raw.Fields.TryGetValue(name, out value)
                && value.Kind is not (ValueKind.Null or ValueKind.None);
        }
    }
}
