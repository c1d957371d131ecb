namespace Istiod.Kubernetes;

/// <summary>How something is written.</summary>
public sealed record WriteOptions
{
    /// <summary>Nothing special.</summary>
    public static readonly WriteOptions Default = new();

    /// <summary>The server checks everything, also by webhooks, and stores nothing.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>Who owns the written fields; needed to apply.</summary>
    public string FieldManager { get; init; } = "";

    /// <summary>Whether applying takes fields from other owners.</summary>
    public bool Forces { get; init; }

    /// <summary>E.g. <c>status</c>.</summary>
    public string Subresource { get; init; } = "";

    /// <summary>Whose rate it counts against.</summary>
    public RequestBudget Budget { get; init; } = RequestBudget.Common;

    /// <summary>The same for the status.</summary>
    public static WriteOptions Status { get; } = new() { Subresource = "status" };
}
