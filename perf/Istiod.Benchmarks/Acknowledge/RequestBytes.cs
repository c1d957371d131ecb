using System.Text;
using Istiod.Resources;

namespace Istiod.Benchmarks.Acknowledge;

/// <summary>Delta requests as Envoy writes them.</summary>
internal static class RequestBytes
{
    /// <summary>A request without a node.</summary>
    /// <param name="nonce">Empty in a first request.</param>
    /// <param name="names">Their names are subscribed to.</param>
    public static byte[] Delta(XdsType type, string nonce, ResourceView names)
    {
        using MemoryStream to = new();
        Field(to, 2, type.TypeUrl);
        foreach (XdsResource resource in names.Resources)
        {
            Field(to, 3, resource.Name);
        }

        if (nonce.Length > 0)
        {
            Field(to, 6, nonce);
        }

        return to.ToArray();
    }

    private static void Field(MemoryStream to, int number, string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        to.WriteByte((byte)((number << 3) | 2));
        for (uint rest = (uint)utf8.Length; ; rest >>= 7)
        {
            to.WriteByte((byte)(rest < 0x80 ? rest : rest | 0x80));
            if (rest < 0x80)
            {
                break;
            }
        }

        to.Write(utf8);
    }
}
