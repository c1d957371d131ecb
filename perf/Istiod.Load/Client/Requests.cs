namespace Istiod.Load.Client;

/// <summary>Discovery requests, written by hand: names come as spans of responses.</summary>
internal static class Requests
{
    public static void Field(MemoryStream to, int number, ReadOnlySpan<byte> value)
    {
        to.WriteByte((byte)((number << 3) | 2));
        uint length = (uint)value.Length;
        while (length >= 0x80)
        {
            to.WriteByte((byte)(length | 0x80));
            length >>= 7;
        }

        to.WriteByte((byte)length);
        to.Write(value);
    }

    public static byte[] Build(
        bool isDelta, ReadOnlySpan<byte> node, ReadOnlySpan<byte> typeUrl, ReadOnlySpan<byte> version,
        ReadOnlySpan<byte> nonce, IReadOnlyList<byte[]>? names)
    {
        using MemoryStream to = new();
        if (!node.IsEmpty)
        {
            Field(to, isDelta ? 1 : 2, node);
        }

        if (!isDelta && !version.IsEmpty)
        {
            Field(to, 1, version);
        }

        foreach (byte[] name in names ?? [])
        {
            Field(to, 3, name);
        }

        Field(to, isDelta ? 2 : 4, typeUrl);
        if (!nonce.IsEmpty)
        {
            Field(to, isDelta ? 6 : 5, nonce);
        }

        return to.ToArray();
    }
}
