using System.Text;
using Istiod.Config.Kinds.Core;
using Istiod.Model;

namespace Istiod.Compiler.Secrets;

/// <summary>Takes credentials out of Secrets and ConfigMaps: generic keys before those of type <c>kubernetes.io/tls</c>.</summary>
/// <remarks>istiod: pilot/pkg/credentials/kube/secrets.go:ExtractCertInfo, ExtractRoot, GetDockerCredential.</remarks>
internal static class CredentialReader
{
    private const string RegistryLoginsType = "kubernetes.io/dockerconfigjson";

    private delegate bool Lookup(string key, out ReadOnlyMemory<byte> value);

    /// <summary>What a Secret offers; <c>null</c> if that is nothing.</summary>
    public static Credential? Read(SecretSpec secret)
    {
        (ReadOnlyMemory<byte> roots, ReadOnlyMemory<byte>? revoked) = Roots(secret.TryGet);
        ReadOnlyMemory<byte>? logins =
            string.Equals(secret.Type, RegistryLoginsType, StringComparison.Ordinal) ? Optional(secret.TryGet, ".dockerconfigjson") : null;
        ReadOnlyMemory<byte> chain = Value(secret.TryGet, "cert");
        ReadOnlyMemory<byte> key = Value(secret.TryGet, "key");
        ReadOnlyMemory<byte>? staple = null;
        if (chain.IsEmpty || key.IsEmpty)
        {
            chain = Value(secret.TryGet, "tls.crt");
            key = Value(secret.TryGet, "tls.key");
            staple = Optional(secret.TryGet, "tls.ocsp-staple");
        }

        bool hasChain = !chain.IsEmpty && !key.IsEmpty;
        return !hasChain && roots.IsEmpty && logins is null
            ? null
            : new Credential
            {
                Chain = hasChain ? chain : default,
                Key = hasChain ? key : default,
                Staple = hasChain ? staple : null,
                Roots = roots,
                Revoked = revoked,
                RegistryLogins = logins,
            };
    }

    /// <summary>The roots of a ConfigMap; <c>null</c> if it has none.</summary>
    public static Credential? Read(ConfigMapSpec map)
    {
        (ReadOnlyMemory<byte> roots, ReadOnlyMemory<byte>? revoked) = Roots(TextOf);
        return roots.IsEmpty ? null : new Credential { Roots = roots, Revoked = revoked };

        bool TextOf(string key, out ReadOnlyMemory<byte> value)
        {
            bool has = map.Data.TryGet(key, out string? text);
            value = Encoding.UTF8.GetBytes(text ?? "");
            return has;
        }
    }

    private static (ReadOnlyMemory<byte> Roots, ReadOnlyMemory<byte>? Revoked) Roots(Lookup keys)
    {
        ReadOnlyMemory<byte> roots = Value(keys, "cacert");
        if (!roots.IsEmpty)
        {
            return (roots, Optional(keys, "crl"));
        }

        roots = Value(keys, "ca.crt");
        return (roots, roots.IsEmpty ? null : Optional(keys, "ca.crl"));
    }

    private static ReadOnlyMemory<byte> Value(Lookup keys, string key) => keys(key, out ReadOnlyMemory<byte> value) ? value : default;

    private static ReadOnlyMemory<byte>? Optional(Lookup keys, string key) =>
        keys(key, out ReadOnlyMemory<byte> value) ? value : (ReadOnlyMemory<byte>?)null; // a bare null would be taken for empty memory
}
