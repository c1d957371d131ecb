using System.Text;

namespace Istiod.Grpc;

/// <summary>The percent encoding of <c>grpc-message</c>: printable ASCII but for the percent sign stays.</summary>
internal static class GrpcMessageText
{
    public static string Encode(string message)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(message);
        StringBuilder text = new(utf8.Length);
        foreach (byte b in utf8)
        {
            if (b is >= 0x20 and <= 0x7e and not (byte)'%')
            {
                text.Append((char)b);
            }
            else
            {
                text.Append('%').Append(Hex(b >> 4)).Append(Hex(b & 15));
            }
        }

        return text.ToString();
    }

    private static char Hex(int digit) => "0123456789ABCDEF"[digit];
}
