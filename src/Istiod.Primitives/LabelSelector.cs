using System.Diagnostics.CodeAnalysis;

namespace Istiod.Primitives;

/// <summary>A conjunction of label conditions, as Kubernetes selectors. Immutable, value equality.</summary>
/// <remarks>Source: k8s.io/apimachinery labels.Selector and metav1.LabelSelector.</remarks>
public sealed class LabelSelector : IEquatable<LabelSelector>
{
    /// <summary>Selects every set: what an empty selector means.</summary>
    public static readonly LabelSelector Everything = new([]);

    /// <summary>Selects no set: what an absent (<c>null</c>) selector means in most fields.</summary>
    public static readonly LabelSelector Nothing = new([]);

    private LabelSelector(ValueArray<LabelRequirement> requirements) => Requirements = requirements;

    /// <summary>The conditions, ordered by key.</summary>
    public ValueArray<LabelRequirement> Requirements { get; }

    /// <summary>Whether it selects everything.</summary>
    public bool IsEmpty => Requirements.IsEmpty && !ReferenceEquals(this, Nothing);

    /// <summary>Equality with each label of <paramref name="labels"/>; nothing is checked. Empty selects everything.</summary>
    public static LabelSelector FromLabels(LabelSet labels)
    {
        if (labels.Count == 0)
        {
            return Everything;
        }

        LabelRequirement[] requirements = new LabelRequirement[labels.Count];
        for (int i = 0; i < requirements.Length; i++)
        {
            requirements[i] = new LabelRequirement(labels[i].Key, LabelOperator.Equal, [labels[i].Value]);
        }

        return new LabelSelector(ValueArray.Take(requirements));
    }

    /// <summary>Checks and orders <paramref name="requirements"/>.</summary>
    /// <param name="error">What is wrong with the first bad one, else null.</param>
    public static bool TryCreate(
        IReadOnlyList<LabelRequirement> requirements,
        [NotNullWhen(true)] out LabelSelector? selector,
        [NotNullWhen(false)] out string? error)
    {
        LabelRequirement[] sorted = new LabelRequirement[requirements.Count];
        int[] positions = new int[sorted.Length];
        for (int i = 0; i < sorted.Length; i++)
        {
            LabelRequirement requirement = Normalized(requirements[i]);
            error = requirement.Fault();
            if (error is not null)
            {
                selector = null;
                return false;
            }

            sorted[i] = requirement;
            positions[i] = i;
        }

        error = null;
        Array.Sort(positions, (left, right) =>
        {
            int order = string.CompareOrdinal(sorted[left].Key, sorted[right].Key);
            return order != 0 ? order : left.CompareTo(right);
        });
        LabelRequirement[] ordered = new LabelRequirement[sorted.Length];
        for (int i = 0; i < ordered.Length; i++)
        {
            ordered[i] = sorted[positions[i]];
        }

        selector = ordered.Length == 0 ? Everything : new LabelSelector(ValueArray.Take(ordered));
        return true;
    }

    /// <summary>Reads the text form, e.g. <c>app=web,tier in (a,b),!canary</c>.</summary>
    public static bool TryParse(
        string text, [NotNullWhen(true)] out LabelSelector? selector, [NotNullWhen(false)] out string? error)
    {
        selector = null;
        LabelSelectorParser parser = new(text);
        return parser.TryParse(out List<LabelRequirement>? requirements, out error)
            && TryCreate(requirements, out selector, out error);
    }

    /// <summary>Whether <paramref name="labels"/> fulfil every condition. Absent labels count as an empty set.</summary>
    public bool Matches(LabelSet? labels)
    {
        if (ReferenceEquals(this, Nothing))
        {
            return false;
        }

        labels ??= LabelSet.Empty;
        foreach (LabelRequirement requirement in Requirements)
        {
            if (!requirement.Matches(labels))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public bool Equals(LabelSelector? other) =>
        other is not null
        && ReferenceEquals(this, Nothing) == ReferenceEquals(other, Nothing)
        && Requirements.Equals(other.Requirements);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as LabelSelector);

    /// <inheritdoc/>
    public override int GetHashCode() => Requirements.GetHashCode();

    /// <summary>The canonical text form.</summary>
    public override string ToString() => string.Join(',', Requirements);

    private static LabelRequirement Normalized(LabelRequirement requirement)
    {
        if (requirement.Values.Count < 2)
        {
            return requirement;
        }

        string[] values = requirement.Values.Span.ToArray();
        Array.Sort(values, StringComparer.Ordinal);
        int kept = 1;
        for (int i = 1; i < values.Length; i++)
        {
            if (!string.Equals(values[i], values[kept - 1], StringComparison.Ordinal))
            {
                values[kept++] = values[i];
            }
        }

        return requirement with { Values = ValueArray.Take(values[..kept]) };
    }
}
