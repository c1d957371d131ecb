using System.Collections.Generic;
using System.Text;

namespace Istiod.Generators.Protobuf.Linking;

/// <summary>C# names for proto names, by the rules of Google's generator.</summary>
internal static class CsNames
{
    private static readonly HashSet<string> Taken = new()
    {
        "Types", "TypeName", "FullName", "CachedSize", "HasUnknownFields", "ComputeSize", "WriteTo", "MergeFrom", "WriteJson",
        "JsonNames", "Parse", "ParseJson", "ReadJson", "Create", "Equals", "GetHashCode", "GetType", "ToString", "MemberwiseClone",
        "ToByteArray", "ToJson", "Clone",
    };

    /// <summary>Package to namespace.</summary>
    public static string Namespace(string package)
    {
        if (package.Length == 0)
        {
            return "Istiod.Protos";
        }

        string[] parts = package.Split('.');
        for (int i = 0; i < parts.Length; i++)
        {
            parts[i] = Pascal(parts[i]);
        }

        return "Istiod.Protos." + string.Join(".", parts);
    }

    /// <summary>A property for a field of <paramref name="message"/>; never a name that the message has already.</summary>
    public static string Property(string field, string message)
    {
        string name = Pascal(field);
        return name == message || Taken.Contains(name) ? name + "_" : name;
    }

    /// <summary>An enum value without the enum's name before it.</summary>
    public static string EnumValue(string enumName, string value)
    {
        string rest = WithoutPrefix(enumName, value);
        string name = Shouty(rest);
        return char.IsDigit(name[0]) ? "_" + name : name;
    }

    /// <summary>Each word between underscores, and what follows a digit, begins with a capital.</summary>
    public static string Pascal(string name)
    {
        var result = new StringBuilder(name.Length);
        bool isUpper = true;
        foreach (char c in name)
        {
            if (!char.IsLetterOrDigit(c))
            {
                isUpper = true;
                continue;
            }

            result.Append(isUpper ? char.ToUpperInvariant(c) : c);
            isUpper = char.IsDigit(c);
        }

        return result.ToString();
    }

    private static string Shouty(string name)
    {
        var result = new StringBuilder(name.Length);
        char previous = '_';
        foreach (char c in name)
        {
            if (char.IsLetterOrDigit(c))
            {
                bool isUpper = !char.IsLetterOrDigit(previous) || char.IsDigit(previous) || (char.IsLower(previous) && char.IsUpper(c));
                result.Append(isUpper ? char.ToUpperInvariant(c) : char.ToLowerInvariant(c));
            }

            previous = c;
        }

        return result.ToString();
    }

    private static string WithoutPrefix(string prefix, string value)
    {
        string wanted = prefix.Replace("_", "").ToUpperInvariant();
        int matched = 0, position = 0;
        for (; position < value.Length && matched < wanted.Length; position++)
        {
            if (value[position] == '_')
            {
                continue;
            }

            if (char.ToUpperInvariant(value[position]) != wanted[matched])
            {
                return value;
            }

            matched++;
        }

        while (position < value.Length && value[position] == '_')
        {
            position++;
        }

        return matched < wanted.Length || position >= value.Length ? value : value.Substring(position);
    }
}
