using System.Globalization;

namespace Istiod.Webhooks.Injection.Json;

/// <summary>How Go shows a byte in a fault of its JSON reader.</summary>
internal static class GoByteQuote
{
    /// <summary>A byte as Go quotes it here, seen as Latin 1.</summary>
    public static string Quote(char c) => c switch
    {
        '\'' => @"'\''",
        '"' => "'\"'",
        '\\' => @"'\\'",
        '\n' => @"'\n'",
        '\r' => @"'\r'",
        '\t' => @"'\t'",
        '\a' => @"'\a'",
        '\b' => @"'\b'",
        '\f' => @"'\f'",
        '\v' => @"'\v'",
        < ' ' or '\x7F' => string.Create(CultureInfo.InvariantCulture, $@"'\x{(int)c:x2}'"),
        >= '\x80' and <= '\xA0' or '\xAD' => string.Create(CultureInfo.InvariantCulture, $@"'\u{(int)c:x4}'"),
        _ => $"'{c}'",
    };
}
