namespace Istiod.Xds;

/// <summary>How far a target's first answer is.</summary>
internal enum PushStart
{
    /// <summary>It never had a place: a newcomer.</summary>
    None,

    /// <summary>Its first answer is being written.</summary>
    Begins,

    /// <summary>Its first answer is written, or its peer takes too long to read it.</summary>
    Done,
}
