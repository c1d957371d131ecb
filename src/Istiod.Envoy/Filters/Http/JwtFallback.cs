using Istiod.Envoy.Listeners;
using Istiod.Model;
using Istiod.Protos.Istio.Security.V1Beta1;

namespace Istiod.Envoy.Filters.Http;

/// <summary>Keys that the host fetches for a rule.</summary>
internal static class JwtFallback
{
    /// <summary>The modulus of an RSA key whose private part nobody has: every token is refused.</summary>
    /// <remarks>istiod: pilot/pkg/model/jwks_resolver.go:PublicOnlyJwks; a datum that clients see, so it is the same here.</remarks>
    private const string Modulus =
        "0xObjM0UvS_oaazjpEYlAbwctEJ4L8pH3OuTb7qth7gUwqet-EzQB4dgFdvSdMgrLnSncQGRjpEYz3F3viIbH-3EN3TxSlPNviHxeOdyiBVfumN8dMxbLvVJ"
        + "UpfNOnvmMxJcl-8NNjAwcOjk4otSALaYgYYyOPyvKtgVdrQr-FoubWX4yrjxW-MJ2-7OBeepUUNOsVwGV23YX03sVkkyvY3otRflkBcY3_HKpBxJl9wk2GyOShN4"
        + "_PNUF9-vwfnvOXMbCDX-w4PTef4geeb_GiT40YCKHTKMSPVanGRn5GExIWmki-mmqh94-mPTJyBR74ShspL3BxPZitDL574T1w";

    private const string Nobody =
        "{\n  \"keys\": [\n    {\n      \"kty\": \"RSA\",\n      \"e\": \"AQAB\",\n      \"n\": \"" + Modulus + "\"\n    }\n  ]\n}";

    /// <summary>The keys as fetched; until then, and if that failed, keys that match no token.</summary>
    public static string KeysOf(JWTRule rule, Build build) =>
        build.Reads.TryGet(build.Model.JwtKeys, new JwtKeysDemand(rule.JwksUri, rule.Issuer), out JwtKeys? keys)
        && keys.Jwks.Length > 0
            ? keys.Jwks
            : Nobody;
}
