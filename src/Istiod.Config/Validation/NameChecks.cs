using Istiod.Primitives;

namespace Istiod.Config.Validation;

/// <summary>Rules on names, addresses and ports: each gives the fault in words, or null.</summary>
/// <remarks>istiod: pkg/config/validation/agent/validation.go, pkg/config/labels/instance.go. DNS labels may have capitals here.</remarks>
internal static class NameChecks
{
    public const string UnixPrefix = "unix://";

    private const int MaxLabel = 63;
    private const int MaxPrefix = 253;
    private const string SniPrefix = "outbound";
    private const string SniForm = "outbound_.<PORT>_._.<HOSTNAME>";

    /// <summary>Letters of both cases, digits and inner dashes; at most 63.</summary>
    public static bool IsLabel(ReadOnlySpan<char> text) => text.Length <= MaxLabel && IsLabelOfAnyLength(text);

    /// <summary>A label, <c>*</c>, or a label behind <c>*</c> or <c>*-</c>.</summary>
    public static bool IsWildcardLabel(ReadOnlySpan<char> text)
    {
        if (text.Length > MaxLabel)
        {
            return false;
        }

        if (text.IsEmpty || text[0] != '*')
        {
            return IsLabelOfAnyLength(text);
        }

        ReadOnlySpan<char> rest = text[1..];
        return rest.IsEmpty || IsLabelOfAnyLength(rest[0] == '-' ? rest[1..] : rest);
    }

    public static bool IsAddress(string text) => IPText.IsAddress(text);

    /// <summary>A name of DNS labels.</summary>
    public static string? Fqdn(string name) => Length(name) ?? Labels(name);

    /// <summary>As <see cref="Fqdn"/>, the first label may be a wildcard.</summary>
    public static string? WildcardDomain(string domain)
    {
        if (Length(domain) is { } fault)
        {
            return fault;
        }

        int dot = domain.IndexOf('.', StringComparison.Ordinal);
        string first = dot < 0 ? domain : domain[..dot];
        return !IsWildcardLabel(first)
            ? $"domain name {GoQuote.Of(domain)} invalid (label {GoQuote.Of(first)} invalid)"
            : dot < 0 ? null : Labels(domain[(dot + 1)..]);
    }

    /// <summary>A host of a virtual service at gateways; with SNI routes also the names that istiod gives to clusters of other networks.</summary>
    public static string? GatewayDomain(bool hasSni, string domain)
    {
        if (Length(domain) is { } fault)
        {
            return fault;
        }

        if (!hasSni || !domain.StartsWith(SniPrefix + "_", StringComparison.Ordinal))
        {
            return WildcardDomain(domain);
        }

        string[] parts = domain.Split('_');
        if (parts.Length < 4)
        {
            return $"domain name {domain} invalid, should follow '{SniForm}' format";
        }

        string port = parts[1].Trim('.');
        string host = parts[3].Trim('.');
        return !port.AsSpan().ContainsAnyInRange('0', '9') ? Wrong(port)
            : !host.AsSpan().ContainsAnyInRange('a', 'z') && !host.AsSpan().ContainsAnyInRange('A', 'Z') ? Wrong(host)
            : null;

        string Wrong(string part) =>
            $"domain name {GoQuote.Of(domain)} invalid (label {GoQuote.Of(part)} invalid). should follow {SniForm} format";
    }

    /// <summary>A wildcard stands for whole labels.</summary>
    public static string? PartialWildcard(string host) =>
        host.Contains('*', StringComparison.Ordinal) && host.Length != 1 && !host.StartsWith("*.", StringComparison.Ordinal)
            ? $"partial wildcard {GoQuote.Of(host)} not allowed"
            : null;

    public static string? Address(string text) => IsAddress(text) ? null : $"{text} is not a valid IP";

    /// <summary>An address or an address with a prefix length.</summary>
    public static string? Subnet(string text) =>
        text.AsSpan().Count('/') == 1
            ? Cidr.TryParse(text, out _) ? null : $"{text} is not a valid CIDR block"
            : Address(text);

    public static string? Port(long port) =>
        port is >= 1 and <= 65535 ? null : $"port number {GoText.Number(port)} must be in the range 1..65535";

    public static string? PortName(string name) => IsLabel(name) ? null : $"invalid port name: {name}";

    /// <summary>A known protocol; empty stands for detection.</summary>
    public static string? Protocol(string name) =>
        name.Length == 0 || ProtocolName.IsKnown(name) ? null : $"unsupported protocol: {name}";

    /// <summary>A path of a socket, without the scheme; abstract sockets begin with <c>@</c>.</summary>
    public static string? UnixPath(string path) =>
        path.Length == 0 ? "unix address must not be empty"
            : path[0] == '@' || (path[0] == '/' && path[^1] != '/') ? null
            : $"{path} is not an absolute path to a file";

    /// <summary><c>host:port</c>, the host a name or an address.</summary>
    public static string? HostAndPort(string text)
    {
        if (!HostPort.TrySplit(text, out string host, out string digits))
        {
            return $"unable to split {GoQuote.Of(text)}: {SplitFault(text)}";
        }

        return !GoNumber.TryAtoi(digits, out long port, out string? wrong) ? $"port ({digits}) is not a number: {wrong}"
            : Port(port) is { } fault ? fault
            : Fqdn(host) is null || IsAddress(host) ? null
            : $"{GoQuote.Of(host)} is not a valid hostname or an IP address";
    }

    /// <summary>Why a text is no host and port, in Go's words.</summary>
    public static string SplitFault(string text)
    {
        int colon = text.LastIndexOf(':');
        int end = text.StartsWith('[') ? text.IndexOf(']', StringComparison.Ordinal) : -1;
        string why = colon < 0 ? "missing port in address"
            : text[0] == '[' && end < 0 ? "missing ']' in address"
            : end >= 0 && end + 1 != colon ? end + 1 < text.Length && text[end + 1] == ':' ? "too many colons in address" : "missing port in address"
            : end < 0 && text.AsSpan(0, colon).Contains(':') ? "too many colons in address"
            : text.AsSpan(end < 0 ? 0 : 1).Contains('[') ? "unexpected '[' in address"
            : "unexpected ']' in address";
        return $"address {text}: {why}";
    }

    /// <summary>A decimal number with an optional sign, as Go's Atoi takes it; else null.</summary>
    public static long? Number(string digits) =>
        GoNumber.TryAtoi(digits, out long value, out _) ? value : null;

    /// <summary>Why Go's Atoi refuses a text.</summary>
    public static string? NumberFault(string digits) => GoNumber.TryAtoi(digits, out _, out string? fault) ? null : fault;

    /// <summary>Whether a text is digits only, an optional sign aside.</summary>
    public static bool IsDigits(ReadOnlySpan<char> text)
    {
        ReadOnlySpan<char> rest = text.StartsWith("-") || text.StartsWith("+") ? text[1..] : text;
        return !rest.IsEmpty && !rest.ContainsAnyExceptInRange('0', '9');
    }

    /// <summary>A key of labels: a qualified name, a DNS prefix before a slash if there is one.</summary>
    public static string? LabelKey(string key)
    {
        int slash = key.IndexOf('/', StringComparison.Ordinal);
        ReadOnlySpan<char> name = key.AsSpan(slash + 1);
        bool isFine = IsQualified(name);
        if (slash >= 0)
        {
            foreach (Range part in key.AsSpan(0, slash).Split('.'))
            {
                isFine &= IsLabelOfAnyLength(key.AsSpan(0, slash)[part]);
            }
        }

        return !isFine ? $"invalid tag key: {GoQuote.Of(key)}"
            : slash > MaxPrefix ? $"invalid tag key: {GoQuote.Of(key)} (DNS prefix is too long)"
            : name.Length > MaxLabel ? $"invalid tag key: {GoQuote.Of(key)} (name is too long)"
            : null;
    }

    /// <summary>A value of a label; may be empty.</summary>
    public static string? LabelValue(string value) =>
        value.Length == 0 || IsQualified(value) ? null : $"invalid tag value: {GoQuote.Of(value)}";

    /// <summary>A trust domain: labels joined by dots, a dot may end it.</summary>
    public static string? TrustDomain(string domain)
    {
        if (domain.Length == 0)
        {
            return "empty domain name not allowed";
        }

        string[] parts = domain.Split('.');
        for (int i = 0; i < parts.Length; i++)
        {
            if (i == parts.Length - 1 && parts[i].Length == 0)
            {
                return null;
            }

            if (!IsLabel(parts[i]))
            {
                return $"trust domain name {GoQuote.Of(domain)} invalid";
            }
        }

        return null;
    }

    private static string? Length(string name) =>
        System.Text.Encoding.UTF8.GetByteCount(name) > 255 ? $"domain name {GoQuote.Of(name)} too long (max 255)"
            : name.Length == 0 ? "empty domain name not allowed"
            : null;

    private static string? Labels(string domain)
    {
        string[] parts = domain.Split('.');
        if (IsDigits(parts[^1]) && Number(parts[^1]) is not null)
        {
            return $"domain name {GoQuote.Of(domain)} invalid (top level domain {GoQuote.Of(parts[^1])} cannot be all-numeric)";
        }

        for (int i = 0; i < parts.Length; i++)
        {
            // The last may be empty: a dot ends an unambiguous name.
            if (i == parts.Length - 1 && parts[i].Length == 0)
            {
                return null;
            }

            if (!IsLabel(parts[i]))
            {
                return $"domain name {GoQuote.Of(domain)} invalid (label {GoQuote.Of(parts[i])} invalid)";
            }
        }

        return null;
    }

    private static bool IsLabelOfAnyLength(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || text[0] == '-' || text[^1] == '-')
        {
            return false;
        }

        foreach (char c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '-')
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsQualified(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || !char.IsAsciiLetterOrDigit(text[0]) || !char.IsAsciiLetterOrDigit(text[^1]))
        {
            return false;
        }

        foreach (char c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.'))
            {
                return false;
            }
        }

        return true;
    }
}
