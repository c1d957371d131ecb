namespace Istiod.Config.Validation;

/// <summary>Variables in header values, <c>%VAR%</c> and <c>%VAR(arguments)%</c>: only their shape is checked, not which there are.</summary>
/// <remarks>istiod: pkg/config/validation/header_value_validator.go, after Envoy's header parser.</remarks>
internal static class HeaderFormat
{
    private const string Bad = "invalid header configuration. ";

    private enum Part
    {
        Literal,
        Name,
        ArgumentStart,
        ItemStart,
        Text,
        ItemEnd,
        ArgumentEnd,
        End,
    }

    /// <summary>What is wrong with a value, or null.</summary>
    public static string? Fault(string value)
    {
        Part part = Part.Literal;
        for (int i = 0; i < value.Length; i++)
        {
            char c = value[i];
            bool isLast = i == value.Length - 1;
            switch (part)
            {
                case Part.Literal when c == '%' && isLast:
                    return Bad + "Un-escaped %";
                case Part.Literal when c == '%' && value[i + 1] == '%':
                case Part.Text when c == '\\' && !isLast:
                    i++;
                    break;
                case Part.Text when c == '\\':
                    return Bad + "Un-terminated backslash in JSON string";
                case Part.ItemEnd when c is not (',' or ']' or ' '):
                    return Bad + "Expecting ',', ']', or whitespace";
                case Part.ItemStart when c is not ('"' or ' '):
                    return Bad + "Expecting '\"'";
                case Part.ArgumentEnd when c is not (')' or ' '):
                    return Bad + "Expecting ')' or whitespace after '{}', but found '{}'";
                case Part.End when c is not ('%' or ' '):
                    return Bad + "Expecting '%' or whitespace after";
                default:
                    part = Next(part, c);
                    break;
            }
        }

        return part == Part.Literal ? null : $"{Bad}Un-terminated variable expression '{value}'";
    }

    private static Part Next(Part part, char c) => (part, c) switch
    {
        (Part.Literal, '%') => Part.Name,
        (Part.Name, '%') => Part.Literal,
        (Part.Name, '(') => Part.ArgumentStart,
        (Part.ArgumentStart, '[') => Part.ItemStart,
        (Part.ArgumentStart, not ' ') => Part.Text,
        (Part.ItemStart, '"') => Part.Text,
        (Part.ItemEnd, ',') => Part.ItemStart,
        (Part.ItemEnd, ']') => Part.ArgumentEnd,
        (Part.Text, ')') => Part.End,
        (Part.Text, '"') => Part.ItemEnd,
        (Part.ArgumentEnd, ')') => Part.End,
        (Part.End, '%') => Part.Literal,
        _ => part,
    };
}
