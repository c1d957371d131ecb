namespace Istiod.Primitives;

/// <summary>Why Kubernetes refuses a text as a label's key or value, in its words.</summary>
/// <remarks>Source: k8s.io/apimachinery pkg/api/validate/content.</remarks>
public static class NameFaults
{
    private const string KeyForm =
        "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character "
        + "(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

    private const string ValueForm =
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an "
        + "alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is "
        + "'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

    private const string DomainForm =
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an "
        + "alphanumeric character (e.g. 'example.com', regex used for validation is "
        + @"'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

    private const int MaxName = 63;
    private const int MaxDomain = 253;

    /// <summary>Of a label's key; empty if it is one.</summary>
    public static IReadOnlyList<string> OfLabelKey(string text)
    {
        if (NameRules.IsQualifiedName(text))
        {
            return [];
        }

        List<string> faults = [];
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash >= 0 && text.AsSpan(slash + 1).Contains('/'))
        {
            return [$"a valid label key {KeyForm} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"];
        }

        string name = text[(slash + 1)..];
        if (slash == 0)
        {
            faults.Add("prefix part must be non-empty");
        }
        else if (slash > 0)
        {
            string prefix = text[..slash];
            AddLength(faults, prefix, MaxDomain, "prefix part ");
            if (!NameRules.IsDns1123Subdomain(prefix) && faults.Count == 0)
            {
                faults.Add("prefix part " + DomainForm);
            }
        }

        if (name.Length == 0)
        {
            faults.Add("name part must be non-empty");
        }

        AddLength(faults, name, MaxName, "name part ");
        if (!IsName(name))
        {
            faults.Add("name part " + KeyForm);
        }

        return faults;
    }

    /// <summary>Of a label's value; empty if it is one.</summary>
    public static IReadOnlyList<string> OfLabelValue(string text)
    {
        if (NameRules.IsLabelValue(text))
        {
            return [];
        }

        List<string> faults = [];
        AddLength(faults, text, MaxName, "");
        if (!IsName(text))
        {
            faults.Add(ValueForm);
        }

        return faults;
    }

    private static void AddLength(List<string> faults, string text, int most, string prefix)
    {
        if (System.Text.Encoding.UTF8.GetByteCount(text) > most)
        {
            faults.Add(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{prefix}must be no more than {most} bytes"));
        }
    }

    /// <summary>The form alone, whatever the length.</summary>
    private static bool IsName(string text)
    {
        for (int at = 0; at < text.Length; at++)
        {
            bool isEnd = at == 0 || at == text.Length - 1;
            if (!char.IsAsciiLetterOrDigit(text[at]) && (isEnd || text[at] is not ('-' or '_' or '.')))
            {
                return false;
            }
        }

        return text.Length > 0;
    }
}
