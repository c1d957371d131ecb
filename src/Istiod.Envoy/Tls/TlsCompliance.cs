using Istiod.Protos.Envoy.Extensions.TransportSockets.Tls.V3;

namespace Istiod.Envoy.Tls;

/// <summary>Narrows TLS settings to what a compliance policy allows; applied last.</summary>
/// <remarks>istiod: pkg/model/fips.go:EnforceCompliance.</remarks>
internal static class TlsCompliance
{
    private static readonly string[] Ciphers =
    [
        "ECDHE-ECDSA-AES128-GCM-SHA256",
        "ECDHE-RSA-AES128-GCM-SHA256",
        "ECDHE-ECDSA-AES256-GCM-SHA384",
        "ECDHE-RSA-AES256-GCM-SHA384",
    ];

    /// <summary>Applies <c>COMPLIANCE_POLICY</c>; an unknown policy changes nothing.</summary>
    public static void Apply(CommonTlsContext context, string policy)
    {
        switch (policy)
        {
            case "fips-140-2":
                TlsParameters fips = context.TlsParams ??= new TlsParameters();
                fips.TlsMinimumProtocolVersion = TlsParameters.Types.TlsProtocol.Tlsv12;
                fips.TlsMaximumProtocolVersion = TlsParameters.Types.TlsProtocol.Tlsv12;
                fips.CipherSuites.RemoveAll(static suite => !Ciphers.AsSpan().Contains(suite));
                fips.EcdhCurves.Clear();
                break;
            case "pqc":
                TlsParameters pqc = context.TlsParams ??= new TlsParameters();
                pqc.TlsMinimumProtocolVersion = TlsParameters.Types.TlsProtocol.Tlsv13;
                pqc.CipherSuites.Clear();
                pqc.CipherSuites.AddRange(Ciphers);
                pqc.EcdhCurves.Clear();
                pqc.EcdhCurves.Add("X25519MLKEM768");
                break;
        }
    }
}
