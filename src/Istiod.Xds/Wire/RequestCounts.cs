namespace Istiod.Xds.Wire;

/// <summary>What a request holds besides its texts, found in one walk.</summary>
internal record struct RequestCounts
{
    public bool HasNode { get; set; }

    public int Names { get; set; }

    public int Unsubscribed { get; set; }

    public int InitialVersions { get; set; }

    /// <summary>Whether the name <c>*</c> is asked for.</summary>
    public bool HasStar { get; set; }

    /// <summary>Whether the name <c>*</c> is taken away.</summary>
    public bool DropsStar { get; set; }

    public bool HasError { get; set; }

    public int ErrorCode { get; set; }

    public string? ErrorMessage { get; set; }
}
