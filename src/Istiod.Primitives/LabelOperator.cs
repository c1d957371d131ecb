namespace Istiod.Primitives;

/// <summary>How a <see cref="LabelRequirement"/> looks at a label.</summary>
public enum LabelOperator
{
    /// <summary>The label is there with the value (text form <c>=</c>).</summary>
    Equal,

    /// <summary>As <see cref="Equal"/>, written <c>==</c>.</summary>
    DoubleEqual,

    /// <summary>The label is absent, or has another value (<c>!=</c>).</summary>
    NotEqual,

    /// <summary>The label is there with one of the values.</summary>
    In,

    /// <summary>The label is absent, or has none of the values.</summary>
    NotIn,

    /// <summary>The label is there.</summary>
    Exists,

    /// <summary>The label is absent.</summary>
    DoesNotExist,

    /// <summary>The label is there with a greater integer.</summary>
    GreaterThan,

    /// <summary>The label is there with a smaller integer.</summary>
    LessThan,
}
