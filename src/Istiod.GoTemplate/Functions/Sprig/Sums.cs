using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;

namespace Istiod.GoTemplate.Functions.Sprig;

/// <summary>Check sums of a text's bytes, in lower-case hexadecimal (Adler-32: decimal).</summary>
internal static class Sums
{
    [SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "Templates ask for this very sum.")]
    public static GoValue Sha1(RenderContext context, ReadOnlySpan<GoValue> arguments) => Hex(SHA1.HashData(GoText.ToBytes(arguments[0].AsString())));

    public static GoValue Sha256(RenderContext context, ReadOnlySpan<GoValue> arguments) => Hex(SHA256.HashData(GoText.ToBytes(arguments[0].AsString())));

    public static GoValue Sha512(RenderContext context, ReadOnlySpan<GoValue> arguments) => Hex(SHA512.HashData(GoText.ToBytes(arguments[0].AsString())));

    public static GoValue Adler32(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        const uint modulus = 65521;
        uint a = 1, b = 0;
        foreach (byte value in GoText.ToBytes(arguments[0].AsString()))
        {
            a = (a + value) % modulus;
            b = (b + a) % modulus;
        }

        return GoValue.FromString(((b << 16) | a).ToString(CultureInfo.InvariantCulture));
    }

    private static GoValue Hex(byte[] sum) => GoValue.FromString(Convert.ToHexStringLower(sum));
}
