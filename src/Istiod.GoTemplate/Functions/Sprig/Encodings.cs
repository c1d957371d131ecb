namespace Istiod.GoTemplate.Functions.Sprig;

/// <summary>Base64 and Base32 with padding; text that cannot be decoded gives Go's error as the result, as sprig does.</summary>
internal static class Encodings
{
    private const string Base32Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const string Base64Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    public static GoValue ToBase64(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        byte[] bytes = Bytes(context, arguments[0]);
        return context.String(Convert.ToBase64String(bytes));
    }

    public static GoValue ToBase32(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        byte[] bytes = Bytes(context, arguments[0]);
        TextBuilder output = context.RentText();
        for (int i = 0; i < bytes.Length; i += 5)
        {
            int count = Math.Min(5, bytes.Length - i);
            ulong block = 0;
            for (int j = 0; j < 5; j++)
            {
                block = (block << 8) | (j < count ? bytes[i + j] : 0UL);
            }

            int digits = ((count * 8) + 4) / 5;
            for (int j = 0; j < 8; j++)
            {
                output.Append(j < digits ? Base32Alphabet[(int)(block >> (35 - (j * 5))) & 31] : '=');
            }
        }

        return context.FinishValue(output);
    }

    public static GoValue FromBase64(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        byte[] source = Bytes(context, arguments[0]);
        return Result(context, DecodeBase64(source, out int wrong), wrong, "base64");
    }

    public static GoValue FromBase32(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        byte[] source = Array.FindAll(Bytes(context, arguments[0]), static b => b is not ((byte)'\n' or (byte)'\r'));
        return Result(context, DecodeBase32(source, out int wrong), wrong, "base32");
    }

    private static byte[] Bytes(RenderContext context, GoValue value)
    {
        string text = value.AsString() ?? "";
        context.Charge(text.Length * 3L);
        return GoText.ToBytes(text);
    }

    private static GoValue Result(RenderContext context, List<byte> bytes, int wrong, string name) => wrong < 0
        ? context.String(GoText.FromBytes(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(bytes)))
        : GoValue.FromString($"illegal {name} data at input byte {wrong}");

    // Where it is wrong is counted as Go counts it: often the place just read, sometimes where the group began.
    private static List<byte> DecodeBase64(byte[] source, out int wrong)
    {
        var output = new List<byte>(source.Length);
        wrong = -1;
        int at = 0, digits = 0;
        uint block = 0;
        while (at < source.Length)
        {
            byte c = source[at++];
            int digit = Base64Alphabet.IndexOf((char)c, StringComparison.Ordinal);
            if (digit >= 0)
            {
                block = (block << 6) | (uint)digit;
                if (++digits == 4)
                {
                    output.AddRange([(byte)(block >> 16), (byte)(block >> 8), (byte)block]);
                    digits = 0;
                    block = 0;
                }

                continue;
            }

            if (c is (byte)'\n' or (byte)'\r')
            {
                continue;
            }

            if (c != '=' || digits < 2)
            {
                wrong = at - 1;
                return output;
            }

            wrong = Padding64(source, ref at, digits);
            block <<= 6 * (4 - digits);
            output.Add((byte)(block >> 16));
            if (digits == 3)
            {
                output.Add((byte)(block >> 8));
            }

            return output;
        }

        if (digits > 0)
        {
            wrong = at - digits;
        }

        return output;
    }

    // Behind the first sign of padding: another one if two digits were read, then nothing. -1 is right.
    private static int Padding64(byte[] source, ref int at, int digits)
    {
        SkipLines(source, ref at);
        if (digits == 2)
        {
            if (at == source.Length)
            {
                return at;
            }

            if (source[at] != '=')
            {
                return at - 1;
            }

            at++;
            SkipLines(source, ref at);
        }

        return at < source.Length ? at : -1;
    }

    private static void SkipLines(byte[] source, ref int at)
    {
        while (at < source.Length && source[at] is (byte)'\n' or (byte)'\r')
        {
            at++;
        }
    }

    private static List<byte> DecodeBase32(byte[] source, out int wrong)
    {
        var output = new List<byte>(source.Length);
        wrong = -1;
        for (int start = 0; start < source.Length; start += 8)
        {
            int digits = 0;
            ulong block = 0;
            for (; digits < 8; digits++)
            {
                int at = start + digits;
                if (at == source.Length)
                {
                    wrong = start;
                    return output;
                }

                if (source[at] == '=' && digits >= 2 && source.Length - at <= 8)
                {
                    wrong = Padding32(source, at, digits);
                    break;
                }

                int digit = Base32Alphabet.IndexOf((char)source[at], StringComparison.Ordinal);
                if (digit < 0)
                {
                    wrong = at;
                    return output;
                }

                block |= (ulong)digit << (35 - (5 * digits));
            }

            for (int i = 0; i < digits * 5 / 8; i++)
            {
                output.Add((byte)(block >> (32 - (8 * i))));
            }

            if (digits < 8)
            {
                return output;
            }
        }

        return output;
    }

    private static int Padding32(byte[] source, int at, int digits)
    {
        int behind = source.Length - at - 1;
        if (behind + digits < 7)
        {
            return source.Length;
        }

        for (int i = 0; i < 7 - digits; i++)
        {
            if (behind > i && source[at + 1 + i] != '=')
            {
                return at + i;
            }
        }

        return digits is 3 or 6 ? at : -1;
    }
}
