using System.Diagnostics.CodeAnalysis;

namespace Istiod.Resources;

/// <summary>Knows what each proxy should have; the xDS server asks it and knows nothing of meshes.</summary>
public interface IViewProvider
{
    /// <summary>Takes a proxy on: from now on <paramref name="listener"/> hears of its invalidated views.</summary>
    /// <param name="node">As the proxy sent it.</param>
    /// <param name="listener">Called from the turn's thread; must not block.</param>
    /// <param name="views">What the proxy should have; dispose it when its stream ends.</param>
    /// <param name="refusal">Why not: the status message for the stream, which ends as InvalidArgument.</param>
    bool TryOpen(
        ProxyNode node,
        IViewListener listener,
        [NotNullWhen(true)] out IProxyViews? views,
        [NotNullWhen(false)] out string? refusal);
}

/// <summary>The views of one proxy. Thread-safe; one per stream.</summary>
public interface IProxyViews : IDisposable
{
    /// <summary>The middle of connection ids, e.g. <c>web-v1-default.default</c>.</summary>
    string NodeId { get; }

    /// <summary>All views of the newest revision; what is read from one snapshot fits together.</summary>
    IViewSnapshot Snapshot();
}

/// <summary>What one proxy should have at one revision.</summary>
public interface IViewSnapshot
{
    /// <summary>Number of the revision; rises.</summary>
    long Revision { get; }

    /// <summary>The view of a type, made now if nobody needed it before.</summary>
    /// <param name="type">Which.</param>
    /// <param name="names">
    /// What the stream subscribed to by name. The answer holds everything the proxy is expected to ask for, whether or
    /// not it is listed here, and those of the other names that can be built on demand.
    /// </param>
    /// <returns><c>null</c>: this type is not served to this proxy (no answer is sent).</returns>
    ResourceView? View(XdsType type, NameList names);
}

/// <summary>Hears that views of a proxy may have changed.</summary>
public interface IViewListener
{
    /// <summary>The views of <paramref name="types"/> must be asked for again.</summary>
    /// <param name="types">Which.</param>
    /// <param name="revision">The first revision at which they may differ.</param>
    void Invalidated(XdsTypeSet types, long revision);
}
