namespace Istiod.Golden;

/// <summary>Which way through the product answers take.</summary>
public enum GoldenMode
{
    /// <summary>From the views, without protocol.</summary>
    Render,

    /// <summary>State-of-the-world streams over a socket.</summary>
    Sotw,

    /// <summary>Delta streams over a socket.</summary>
    Delta,
}
