using System.Text.Json;

namespace Istiod.ControlZ;

/// <summary>One subject of the ControlZ pages: a page for people under <c>/{prefix}z/</c>, JSON for tools under <c>/{prefix}j/</c>.</summary>
/// <param name="prefix">What its paths begin with.</param>
/// <param name="title">Its name in the list of subjects.</param>
/// <remarks>Nothing is kept: an answer is made from the process when it is asked for.</remarks>
internal abstract class ControlTopic(string prefix, string title)
{
    /// <summary>What its paths begin with.</summary>
    public string Prefix => prefix;

    /// <summary>Its name in the list of subjects.</summary>
    public string Title => title;

    /// <summary>Whether everything that begins with the page's path is the page.</summary>
    public virtual bool OwnsAllPages => false;

    /// <summary>Whether there is JSON at <c>/{prefix}j/</c>.</summary>
    public virtual bool HasJson => true;

    /// <summary>Writes the page's content.</summary>
    public abstract void WritePage(ControlPage page);

    /// <summary>Writes the JSON.</summary>
    public virtual void WriteJson(Utf8JsonWriter json)
    {
    }

    /// <summary>What there is at <c>/{prefix}j/{name}</c>; empty for nothing.</summary>
    public virtual IReadOnlyList<ControlAction> ActionsAt(string name) => [];
}
