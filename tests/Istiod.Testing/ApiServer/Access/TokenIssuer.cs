using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Istiod.Testing.ApiServer.Json;
using Istiod.Testing.ApiServer.Resources;
using Istiod.Testing.ApiServer.Storage;

namespace Istiod.Testing.ApiServer.Access;

/// <summary>Makes and checks service account tokens (JWT, RS256) and static tokens. Thread-safe.</summary>
public sealed class TokenIssuer : IDisposable
{
    private const string KeyId = "double-1";
    private readonly RSA _key = RSA.Create(2048);
    private readonly ApiServerOptions _options;
    private readonly ObjectStore _store;
    private readonly ApiResource _accounts;
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, UserInfo> _static = new(StringComparer.Ordinal);

    internal TokenIssuer(ApiServerOptions options, ObjectStore store)
    {
        _options = options;
        _store = store;
        _accounts = BuiltInResources.All.First(r => r.Plural == "serviceaccounts");
    }

    /// <summary>A token of a service account.</summary>
    /// <param name="audiences">Whom it is for; none means the API server.</param>
    /// <param name="lifetime">From now on, by the server's clock; an hour if not said. May be negative: then it has expired.</param>
    /// <param name="pod">Name of the pod that it is bound to.</param>
    /// <param name="node">Name of that pod's node.</param>
    public string ForAccount(
        string ns, string name, IReadOnlyList<string>? audiences = null, TimeSpan? lifetime = null, string? pod = null, string? node = null)
    {
        DateTimeOffset now = _options.Time.GetUtcNow();
        DateTimeOffset end = now + (lifetime ?? TimeSpan.FromHours(1));
        JsonObject bound = new()
        {
            ["namespace"] = ns,
            ["serviceaccount"] = new JsonObject { ["name"] = name, ["uid"] = _store.Get(_accounts, ns, name)?.Uid ?? "" },
        };
        if (pod is not null)
        {
            bound["pod"] = new JsonObject { ["name"] = pod, ["uid"] = $"uid-of-{pod}" };
        }

        if (node is not null)
        {
            bound["node"] = new JsonObject { ["name"] = node };
        }

        string[] given = audiences is { Count: > 0 } ? [.. audiences] : [_options.Issuer];
        return Sign(new JsonObject
        {
            ["aud"] = new JsonArray([.. given.Select(a => (JsonNode)a)]),
            ["exp"] = end.ToUnixTimeSeconds(),
            ["iat"] = now.ToUnixTimeSeconds(),
            ["iss"] = _options.Issuer,
            ["jti"] = Guid.NewGuid().ToString(),
            ["kubernetes.io"] = bound,
            ["nbf"] = now.ToUnixTimeSeconds(),
            ["sub"] = $"system:serviceaccount:{ns}:{name}",
        });
    }

    /// <summary>A token that stands for a user, as of a token file of an API server.</summary>
    public string ForUser(string user, params string[] groups)
    {
        string token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        _static[token] = new UserInfo(user, "", [.. groups, UserInfo.AuthenticatedGroup]);
        return token;
    }

    /// <summary>Signs any claims: for tokens that tests break.</summary>
    public string Sign(JsonObject claims)
    {
        string head = Encode(Encoding.UTF8.GetBytes($$"""{"alg":"RS256","kid":"{{KeyId}}"}"""));
        string payload = Encode(Trees.ToBytes(claims));
        byte[] signature = _key.SignData(Encoding.ASCII.GetBytes($"{head}.{payload}"), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{head}.{payload}.{Encode(signature)}";
    }

    /// <summary>Who a token stands for.</summary>
    /// <param name="audiences">Whom it must be for, one of them at least.</param>
    /// <param name="common">Audiences of both.</param>
    internal UserInfo? Authenticate(string token, IReadOnlyList<string> audiences, out string[] common, out string error)
    {
        common = [];
        if (_static.TryGetValue(token, out UserInfo? known))
        {
            common = [.. audiences];
            error = "";
            return known;
        }

        error = "invalid bearer token";
        string[] parts = token.Split('.');
        JsonObject? claims;
        try
        {
            if (parts.Length != 3
                || !_key.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))
            {
                return null;
            }

            claims = JsonNode.Parse(Base64Url.DecodeFromChars(parts[1])) as JsonObject;
        }
        catch (Exception broken) when (broken is FormatException or JsonException)
        {
            // A stranger's token: not ours to report more of.
            return null;
        }

        long now = _options.Time.GetUtcNow().ToUnixTimeSeconds();
        if (claims is null || Trees.Text(claims, "iss") != _options.Issuer)
        {
            return null;
        }

        if (Trees.Number(claims, "exp") is not { } end || end <= now)
        {
            error = "[invalid bearer token, service account token has expired]";
            return null;
        }

        string[] given = claims["aud"] is JsonValue single ? [Trees.Text(single) ?? ""] : Trees.Texts(claims, "aud");
        common = [.. audiences.Where(a => given.Contains(a, StringComparer.Ordinal))];
        if (common.Length == 0)
        {
            error = string.Create(
                CultureInfo.InvariantCulture, $"[invalid bearer token, token audiences [{string.Join(' ', given)}] is invalid for the target audiences [{string.Join(' ', audiences)}]]");
            return null;
        }

        return Bound(claims, out error);
    }

    /// <summary>The public key as a JWKS document.</summary>
    internal JsonObject KeySet()
    {
        RSAParameters parameters = _key.ExportParameters(false);
        return new JsonObject
        {
            ["keys"] = new JsonArray((JsonNode)new JsonObject
            {
                ["use"] = "sig",
                ["kty"] = "RSA",
                ["kid"] = KeyId,
                ["alg"] = "RS256",
                ["n"] = Encode(parameters.Modulus),
                ["e"] = Encode(parameters.Exponent),
            }),
        };
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    private UserInfo? Bound(JsonObject claims, out string error)
    {
        JsonObject? bound = Trees.Child(claims, "kubernetes.io");
        string ns = Trees.Text(bound, "namespace") ?? "";
        JsonObject? account = Trees.Child(bound, "serviceaccount");
        string name = Trees.Text(account, "name") ?? "";
        StoredObject? stored = _store.Get(_accounts, ns, name);
        if (stored is null)
        {
            error = $"[invalid bearer token, serviceaccounts \"{name}\" not found]";
            return null;
        }

        string uid = Trees.Text(account, "uid") ?? "";
        if (uid.Length > 0 && uid != stored.Uid)
        {
            error = $"[invalid bearer token, service account UID ({stored.Uid}) does not match claim ({uid})]";
            return null;
        }

        JsonObject extra = new() { ["authentication.kubernetes.io/credential-id"] = new JsonArray($"JTI={Trees.Text(claims, "jti")}") };
        if (Trees.Child(bound, "pod") is { } pod)
        {
            extra["authentication.kubernetes.io/pod-name"] = new JsonArray(Trees.Text(pod, "name"));
            extra["authentication.kubernetes.io/pod-uid"] = new JsonArray(Trees.Text(pod, "uid"));
        }

        if (Trees.Child(bound, "node") is { } node)
        {
            extra["authentication.kubernetes.io/node-name"] = new JsonArray(Trees.Text(node, "name"));
        }

        error = "";
        return new UserInfo(
            $"system:serviceaccount:{ns}:{name}",
            stored.Uid,
            ["system:serviceaccounts", $"system:serviceaccounts:{ns}", UserInfo.AuthenticatedGroup])
        {
            Extra = extra,
        };
    }

    private static string Encode(byte[]? bytes) => Base64Url.EncodeToString(bytes);
}
