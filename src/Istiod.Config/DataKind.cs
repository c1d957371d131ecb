namespace Istiod.Config;

/// <summary>What a <see cref="DataNode"/> is.</summary>
public enum DataKind
{
    /// <summary>JSON null.</summary>
    Null,

    /// <summary>False.</summary>
    False,

    /// <summary>True.</summary>
    True,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A string.</summary>
    String,

    /// <summary>An array.</summary>
    Array,

    /// <summary>An object.</summary>
    Object,
}
