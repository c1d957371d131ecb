using System.Buffers;
using Istiod.Primitives;
using Istiod.Protobuf;

namespace Istiod.Config.Validation;

/// <summary>Rules on values that authorization matches: addresses, ports, accounts, trust domains, paths, conditions.</summary>
/// <remarks>istiod: pkg/config/security/security.go. Where a list stops at its first fault it does so there too.</remarks>
internal static class AttributeRules
{
    private const int MaxAccounts = 16;
    private const int MaxAccountLength = 320;
    private const string AccountForm = "expected format 'serviceAccount' or 'namespace/serviceAccount', found";

    private static readonly SearchValues<char> s_pathCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~%!$&'()+,;:@=");

    /// <summary>Addresses and ranges.</summary>
    public static void Addresses(Checker check, string field, RepeatedField<string> values)
    {
        foreach (string value in values)
        {
            check.Listed(field, AddressFault(value));
        }
    }

    /// <summary>Port numbers.</summary>
    public static void Ports(Checker check, string field, RepeatedField<string> values)
    {
        foreach (string value in values)
        {
            check.Listed(field, PortFault(value));
        }
    }

    public static string? NotEmpty(string name, RepeatedField<string> values) =>
        values.Contains("") ? $"empty value not allowed, found in {name}" : null;

    /// <summary>Service accounts, with or without a namespace.</summary>
    public static string? Accounts(string name, RepeatedField<string> values)
    {
        if (values.Count > MaxAccounts)
        {
            // A bound on what one policy may hold.
            return "may not have more than 16 values";
        }

        foreach (string value in values)
        {
            int slashes = value.AsSpan().Count('/');
            string? fault = value.Length == 0 ? $"empty value not allowed, found in {name}"
                : value.Contains('*', StringComparison.Ordinal) ? $"wildcard not allowed, found in {name}"
                : slashes > 1 ? $"{AccountForm} {GoQuote.Of(value)} in {name}"
                : System.Text.Encoding.UTF8.GetByteCount(value) > MaxAccountLength
                    ? $"value cannot exceed 320 characters, found {GoQuote.Of(value)} in {name}"
                : value[0] == '/' ? $"{AccountForm} empty namespace {GoQuote.Of(value)} in {name}"
                : value[^1] == '/' ? $"{AccountForm} empty serviceAccount {GoQuote.Of(value)} in {name}"
                : null;
            if (fault is not null)
            {
                return fault;
            }
        }

        return null;
    }

    public static string? TrustDomains(string name, RepeatedField<string> values)
    {
        if (Wildcards(name, values) is { } fault)
        {
            return fault;
        }

        foreach (string value in values)
        {
            if (value.Contains('/', StringComparison.Ordinal))
            {
                return $"trust domain must not contain '/', found in {name}: {GoQuote.Of(value)}";
            }
        }

        return null;
    }

    /// <summary>Paths, which may hold <c>{*}</c> for one segment and, at last, <c>{**}</c> for any number.</summary>
    public static string? PathTemplates(string name, RepeatedField<string> paths)
    {
        foreach (string path in paths)
        {
            bool isTemplate = path.Contains("{*}", StringComparison.Ordinal) || path.Contains("{**}", StringComparison.Ordinal);
            string trimmed = path.Trim('/');
            bool hasAny = false;
            foreach (string segment in trimmed.Split('/'))
            {
                bool isOperator = segment is "{*}" or "{**}";
                string? fault = isOperator ? hasAny ? "{**} is not the last operator" : null
                    : segment.AsSpan().ContainsAny('{', '}') ? "Contains '{' or '}' beyond a supported path template"
                    : isTemplate && !IsLiteral(segment) ? $"Contains segment {segment} with invalid string literal"
                    : null;
                if (fault is not null)
                {
                    return $"invalid or unsupported path {trimmed}, found in {name}. {fault}";
                }

                hasAny |= segment == "{**}";
            }
        }

        return null;
    }

    /// <summary>A condition's key, and its values by what the key stands for.</summary>
    public static string? Condition(string key, RepeatedField<string> values)
    {
        if (NotEmpty(key, values) is { } empty)
        {
            return empty;
        }

        if (key.StartsWith("request.headers", StringComparison.Ordinal)
            || key.StartsWith("request.auth.claims", StringComparison.Ordinal)
            || key.StartsWith("experimental.envoy.filters.", StringComparison.Ordinal))
        {
            return Bracketed(key);
        }

        return key switch
        {
            "source.ip" or "remote.ip" or "destination.ip" => All(values, AddressFault),
            "destination.port" => All(values, PortFault),
            "source.serviceAccount" => Accounts(key, values),
            "source.trustDomain" => Wildcards(key, values),
            "source.namespace" or "source.principal" or "request.auth.principal" or "request.auth.audiences"
                or "request.auth.presenter" or "connection.sni" => null,
            "destination.namespace" => $"attribute {key} is replaced by the metadata.namespace",
            "destination.name" or "destination.user" => $"deprecated attribute {key}: only supported in v1alpha1",
            _ => key.StartsWith("destination.labels", StringComparison.Ordinal)
                ? $"attribute {key} is replaced by the workload selector"
                : $"unknown attribute: {key}",
        };
    }

    private static string? All(RepeatedField<string> values, Func<string, string?> rule)
    {
        Checker check = new("");
        foreach (string value in values)
        {
            check.Listed(rule(value));
        }

        return check.HasErrors ? check.Finish().ErrorText : null;
    }

    private static string? Wildcards(string name, RepeatedField<string> values)
    {
        if (NotEmpty(name, values) is { } empty)
        {
            return empty;
        }

        foreach (string value in values)
        {
            int stars = value.AsSpan().Count('*');
            if (stars > 1)
            {
                return $"at most one wildcard is allowed, found in {name}: {GoQuote.Of(value)}";
            }

            if (stars == 1 && value[0] != '*' && value[^1] != '*')
            {
                return $"wildcard is only allowed at the start or end, found in {name}: {GoQuote.Of(value)}";
            }
        }

        return null;
    }

    private static string? Bracketed(string key)
    {
        int open = key.IndexOf('[', StringComparison.Ordinal);
        return key[^1] == ']' && open > 0 && open < key.Length - 2 ? null : $"bad key ({key}): should have format a[b]";
    }

    private static string? AddressFault(string value)
    {
        if (!value.Contains('/', StringComparison.Ordinal))
        {
            return IPText.IsAddress(value) ? null : $"bad IP address ({value})";
        }

        return Cidr.TryParse(value, out _) ? null : $"bad CIDR range ({value}): netip.ParsePrefix({GoQuote.Of(value)}): {RangeFault(value)}";
    }

    /// <summary>Why Go refuses a range.</summary>
    private static string RangeFault(string value)
    {
        int slash = value.LastIndexOf('/');
        ReadOnlySpan<char> bits = value.AsSpan(slash + 1);
        return value.Contains('%', StringComparison.Ordinal) ? "IPv6 zones cannot be present in a prefix"
            : AddressText.Fault(value[..slash]) is { } fault ? fault
            : bits.Length > 1 && (bits[0] < '1' || bits[0] > '9') ? $"bad bits after slash: {GoQuote.Of(bits.ToString())}"
            : !bits.IsEmpty && !bits.ContainsAnyExceptInRange('0', '9') ? "prefix length out of range"
            : $"bad bits after slash: {GoQuote.Of(bits.ToString())}";
    }

    private static string? PortFault(string value)
    {
        return !GoNumber.TryParseUint(value, 10, 32, out ulong port, out string? fault) ? $"bad port ({value}): {fault}"
            : port > 65535 ? $"bad port ({value}): <nil>"
            : null;
    }

    private static bool IsLiteral(string segment) => segment.Length > 0 && !segment.AsSpan().ContainsAnyExcept(s_pathCharacters);
}
