using System.Globalization;

namespace Istiod.Primitives;

/// <summary>One condition of a <see cref="LabelSelector"/>.</summary>
/// <param name="Values">Sorted, without doubles; empty for the two operators that take none.</param>
public sealed record LabelRequirement(string Key, LabelOperator Operator, ValueArray<string> Values)
{
    /// <summary>Whether <paramref name="labels"/> fulfil it.</summary>
    public bool Matches(LabelSet labels)
    {
        bool present = labels.TryGet(Key, out string? value);
        return Operator switch
        {
            LabelOperator.Equal or LabelOperator.DoubleEqual or LabelOperator.In => present && Values.Span.Contains(value!), // present: not null
            LabelOperator.NotEqual or LabelOperator.NotIn => !present || !Values.Span.Contains(value!), // as above
            LabelOperator.Exists => present,
            LabelOperator.DoesNotExist => !present,
            _ => present && Compare(value!), // as above
        };
    }

    /// <summary>The canonical text, e.g. <c>a in (x,y)</c>.</summary>
    public override string ToString() => Operator switch
    {
        LabelOperator.Equal => $"{Key}={Values[0]}",
        LabelOperator.DoubleEqual => $"{Key}=={Values[0]}",
        LabelOperator.NotEqual => $"{Key}!={Values[0]}",
        LabelOperator.In => $"{Key} in ({string.Join(',', Values)})",
        LabelOperator.NotIn => $"{Key} notin ({string.Join(',', Values)})",
        LabelOperator.Exists => Key,
        LabelOperator.DoesNotExist => $"!{Key}",
        LabelOperator.GreaterThan => $"{Key}>{Values[0]}",
        _ => $"{Key}<{Values[0]}",
    };

    /// <summary>What is wrong with key, operator and values together, or null.</summary>
    internal string? Fault()
    {
        if (KeyFault(Key, "key") is { } fault)
        {
            return fault;
        }

        switch (Operator)
        {
            case LabelOperator.In or LabelOperator.NotIn when Values.IsEmpty:
                return "values: Invalid value: null: for 'in', 'notin' operators, values set can't be empty";
            case LabelOperator.Equal or LabelOperator.DoubleEqual or LabelOperator.NotEqual when Values.Count != 1:
                return $"values: Invalid value: {Shown()}: exact-match compatibility requires one single value";
            case LabelOperator.Exists or LabelOperator.DoesNotExist when !Values.IsEmpty:
                return $"values: Invalid value: {Shown()}: values set must be empty for exists and does not exist";
            case LabelOperator.GreaterThan or LabelOperator.LessThan when Values.Count != 1:
                return $"values: Invalid value: {Shown()}: for 'Gt', 'Lt' operators, exactly one value is required";
            case LabelOperator.GreaterThan or LabelOperator.LessThan when !TryInteger(Values[0], out _):
                return $"values[0]: Invalid value: {GoQuote.Of(Values[0])}: for 'Gt', 'Lt' operators, the value must be an integer";
            default:
                break;
        }

        for (int i = 0; i < Values.Count; i++)
        {
            if (!NameRules.IsLabelValue(Values[i]))
            {
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"values[{i}][{Key}]: Invalid value: {GoQuote.Of(Values[i])}: {string.Join("; ", NameFaults.OfLabelValue(Values[i]))}");
            }
        }

        return null;
    }

    /// <summary>What is wrong with a key, or null.</summary>
    /// <param name="path">What the fault is said of: the text form knows no field and says <c>&lt;nil&gt;</c>.</param>
    internal static string? KeyFault(string key, string path) =>
        NameRules.IsQualifiedName(key) ? null : $"{path}: Invalid value: {GoQuote.Of(key)}: {string.Join("; ", NameFaults.OfLabelKey(key))}";

    private string Shown()
    {
        if (Values.IsEmpty)
        {
            return "null";
        }

        List<string> quoted = [];
        foreach (string value in Values)
        {
            quoted.Add(GoQuote.Of(value));
        }

        return $"[{string.Join(',', quoted)}]";
    }

    private bool Compare(string value) =>
        TryInteger(value, out long left)
        && TryInteger(Values[0], out long right)
        && (Operator == LabelOperator.GreaterThan ? left > right : left < right);

    private static bool TryInteger(string text, out long value) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
}
