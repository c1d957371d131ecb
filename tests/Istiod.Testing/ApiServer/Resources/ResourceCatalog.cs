using System.Collections.Immutable;

namespace Istiod.Testing.ApiServer.Resources;

/// <summary>All served resources: the built-in ones and those of established CRDs. Thread-safe.</summary>
internal sealed class ResourceCatalog
{
    private readonly Lock _lock = new();
    private ImmutableDictionary<string, ImmutableArray<ApiResource>> _custom =
        ImmutableDictionary<string, ImmutableArray<ApiResource>>.Empty.WithComparers(StringComparer.Ordinal);

    /// <summary>Every served resource; of one with several versions the preferred first.</summary>
    public IEnumerable<ApiResource> All
    {
        get
        {
            foreach (ApiResource resource in BuiltInResources.All)
            {
                yield return resource;
            }

            foreach (string crd in _custom.Keys.Order(StringComparer.Ordinal))
            {
                foreach (ApiResource resource in _custom[crd])
                {
                    yield return resource;
                }
            }
        }
    }

    /// <summary>The resource that a URL names.</summary>
    public ApiResource? Find(string group, string version, string plural)
    {
        foreach (ApiResource resource in All)
        {
            if (resource.Group == group && resource.Version == version && resource.Plural == plural)
            {
                return resource;
            }
        }

        return null;
    }

    /// <summary>The resource of an object's <c>apiVersion</c> and <c>kind</c>.</summary>
    public ApiResource? FindKind(string apiVersion, string kind)
    {
        foreach (ApiResource resource in All)
        {
            if (resource.ApiVersion == apiVersion && resource.Kind == kind)
            {
                return resource;
            }
        }

        return null;
    }

    /// <summary>Serves the versions of a CRD, instead of what it served before.</summary>
    public void Register(string crd, IEnumerable<ApiResource> versions)
    {
        lock (_lock)
        {
            _custom = _custom.SetItem(crd, [.. versions]);
        }
    }

    public void Remove(string crd)
    {
        lock (_lock)
        {
            _custom = _custom.Remove(crd);
        }
    }
}
