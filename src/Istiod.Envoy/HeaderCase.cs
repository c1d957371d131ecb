using Istiod.Protobuf;
using Istiod.Protos.Envoy.Config.Core.V3;

namespace Istiod.Envoy;

/// <summary>HTTP/1 options that keep the case of header names.</summary>
internal static class HeaderCase
{
    /// <summary>The options; the formatter has no settings, so its message is empty.</summary>
    public static Http1ProtocolOptions PreservingHttp1() => new()
    {
        HeaderKeyFormat = new Http1ProtocolOptions.Types.HeaderKeyFormat
        {
            StatefulFormatter = new TypedExtensionConfig
            {
                Name = "preserve_case",
                TypedConfig = AnyValue.FromBytes(
                    "type.googleapis.com/envoy.extensions.http.header_formatters.preserve_case.v3.PreserveCaseFormatterConfig",
                    default),
            },
        },
    };
}
