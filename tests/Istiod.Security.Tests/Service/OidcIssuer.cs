using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Istiod.Security.Tests.Service;

/// <summary>An issuer of JWTs, good and bad, and its key set.</summary>
internal sealed class OidcIssuer : IKeySetFetcher
{
    private const string Issuer = "https://issuer.example";
    private readonly RSA _key = RSA.Create(2048);
    private readonly RSA _otherKey = RSA.Create(2048);
    private int _fetches;

    public OidcRule Rule { get; } = OidcRule.Parse(
        $$"""{"issuer": "{{Issuer}}", "jwks_uri": "https://issuer.example/keys", "audiences": ["aud1", "aud2"], "unknown": 1}""");

    public int Fetches => Volatile.Read(ref _fetches);

    public ValueTask<byte[]> GetAsync(Uri address, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _fetches);
        RSAParameters key = _key.ExportParameters(false);
        return ValueTask.FromResult(Encoding.UTF8.GetBytes(
            $$"""{"keys": [{"kty":"oct","k":"AAAA"}, {"kty":"RSA","kid":"k1","n":"{{Text(key.Modulus!)}}","e":"{{Text(key.Exponent!)}}"}]}"""));
    }

    public string Token(string kind)
    {
        long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        string exp = kind switch
        {
            "expired" => $", \"exp\": {Text(now - 10)}",
            "no-exp" => "",
            _ => $", \"exp\": {Text(now + 600)}",
        };
        string aud = kind switch
        {
            "other-audience" => ", \"aud\": [\"aud3\"]",
            "audience-as-text" => ", \"aud\": \"aud1\"",
            "no-audience" => "",
            _ => ", \"aud\": [\"x\", \"aud2\"]",
        };
        string sub = kind switch
        {
            "sub-without-colons" => "system:serviceaccount",
            "sub-two-parts" => "system:serviceaccount:foo",
            "sub-empty-namespace" => "system:serviceaccount::bar",
            "sub-human" => "jane",
            _ => "system:serviceaccount:foo:bar",
        };
        string payload = kind switch
        {
            "null" => "null",
            "not-json" => "{",
            "array-payload" => "[]",
            "number-payload" => "1",
            "deep" => string.Concat(Enumerable.Repeat("{\"a\":", 500)) + "1" + new string('}', 500),
            _ => $"{{\"iss\": \"{(kind == "other-issuer" ? "https://other.example" : Issuer)}\", \"sub\": \"{sub}\"{aud}{exp}"
                + (kind == "not-yet" ? $", \"nbf\": {Text(now + 400)}" : "") + "}",
        };
        string algorithm = kind switch { "alg-none" or "alg-none-signed" => "none", "hs256" => "HS256", "rs384" => "RS384", _ => "RS256" };
        string id = kind switch { "no-key-id" => "", "unknown-key" => ",\"kid\":\"k2\"", _ => ",\"kid\":\"k1\"" };
        string header = $"{{\"alg\":\"{algorithm}\"{id}{(kind == "critical-header" ? ",\"crit\":[\"x\"]" : "")}}}";
        string content = Text(Encoding.UTF8.GetBytes(header)) + "." + Text(Encoding.UTF8.GetBytes(payload));
        RSA key = kind is "other-key" or "unknown-key" ? _otherKey : _key;
        byte[] signature = kind == "hs256"
            ? HMACSHA256.HashData(_key.ExportSubjectPublicKeyInfo(), Encoding.ASCII.GetBytes(content))
            : key.SignData(
                Encoding.ASCII.GetBytes(content),
                kind == "rs384" ? HashAlgorithmName.SHA384 : HashAlgorithmName.SHA256,
                RSASignaturePadding.Pkcs1);
        if (kind == "broken-signature")
        {
            signature[10] ^= 1;
        }

        return kind switch
        {
            "alg-none" or "no-signature" => content + ".",
            "two-parts" => content,
            "four-parts" => content + "." + Text(signature) + ".x",
            "not-base64" => "!" + content[1..] + "." + Text(signature),
            "empty" => "..",
            _ => content + "." + Text(signature),
        };
    }

    private static string Text(byte[] bytes) => Base64Url.EncodeToString(bytes);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
