using Istiod.Config.Json;
using Istiod.Config.Validation;
using Istiod.Primitives;

namespace Istiod.Config;

/// <summary>All that is known of one config kind; informers, files, webhooks and dumps are driven by it.</summary>
public sealed class KindDescriptor
{
    private readonly string[] _apiVersions;

    internal KindDescriptor(
        string group, string[] versions, string kind, string plural, bool isNamespaced, Type specType, Func<SpecReader> newReader)
    {
        Group = group;
        Versions = ValueArray.Take(versions);
        Kind = kind;
        Plural = plural;
        IsNamespaced = isNamespaced;
        SpecType = specType;
        NewReader = newReader;
        _apiVersions = new string[versions.Length];
        for (int i = 0; i < versions.Length; i++)
        {
            _apiVersions[i] = group.Length == 0 ? versions[i] : $"{group}/{versions[i]}";
        }
    }

    /// <summary>API group; empty for the core group.</summary>
    public string Group { get; }

    /// <summary>Versions that are read; the first is the one to watch and to write.</summary>
    public ValueArray<string> Versions { get; }

    /// <summary>Kind, e.g. <c>VirtualService</c>. Two groups may use one name (Gateway).</summary>
    public string Kind { get; }

    /// <summary>Name in URLs, e.g. <c>virtualservices</c>.</summary>
    public string Plural { get; }

    /// <summary>Whether objects live in namespaces.</summary>
    public bool IsNamespaced { get; }

    /// <summary>Type of <see cref="ConfigObject.Spec"/>: a generated message, a record of <c>Kinds.Core</c>, or <see cref="JsonValue"/>.</summary>
    public Type SpecType { get; }

    /// <summary>Whether <see cref="ConfigObject.Status"/> is kept.</summary>
    public bool KeepsStatus { get; init; }

    /// <summary>What is wrong with an object by the rules of its kind, beyond its schema; <c>null</c> if the kind has no rules.</summary>
    public Func<ConfigObject, ValidationReport>? Validate { get; init; }

    /// <summary><c>group/version</c> of the first version, as in <c>apiVersion</c>.</summary>
    public string ApiVersion => _apiVersions[0];

    /// <summary><c>Kind.group</c>, unique; <c>Kind</c> alone for the core group.</summary>
    public string Id => Group.Length == 0 ? Kind : $"{Kind}.{Group}";

    internal Func<SpecReader> NewReader { get; }

    /// <summary>Whether <paramref name="apiVersion"/> is one of the versions that are read.</summary>
    public bool Serves(string apiVersion) => Array.IndexOf(_apiVersions, apiVersion) >= 0;

    /// <inheritdoc/>
    public override string ToString() => Id;
}
