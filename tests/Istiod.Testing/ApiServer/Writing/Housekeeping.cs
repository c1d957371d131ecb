using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Istiod.Testing.ApiServer.Access;
using Istiod.Testing.ApiServer.Json;
using Istiod.Testing.ApiServer.Resources;
using Istiod.Testing.ApiServer.Storage;

namespace Istiod.Testing.ApiServer.Writing;

/// <summary>
/// What a cluster's own controllers do after a write, done here before the write is answered: CRDs are served, namespaces emptied,
/// orphans collected, approved certificate requests signed.
/// </summary>
internal sealed class Housekeeping
{
    private static readonly ApiResource s_namespaces = BuiltInResources.All.First(r => r.Plural == "namespaces");
    private readonly ObjectStore _store;
    private readonly ResourceCatalog _catalog;
    private readonly ServerAuthority _authority;
    private readonly ApiServerOptions _options;
    private readonly ConcurrentDictionary<string, int> _owners = new(StringComparer.Ordinal);

    public Housekeeping(ObjectStore store, ResourceCatalog catalog, ServerAuthority authority, ApiServerOptions options)
    {
        _store = store;
        _catalog = catalog;
        _authority = authority;
        _options = options;
        store.Changed += OnChanged;
    }

    private void OnChanged(ApiResource resource, StoreEvent change)
    {
        StoredObject current = change.Current!; // bookmarks are not raised
        CountOwners(change);
        if (change.IsDelete && _owners.GetValueOrDefault(current.Uid) > 0)
        {
            Collect(current.Uid);
        }

        switch (resource.Plural)
        {
            case "customresourcedefinitions" when change.IsDelete:
                RemoveDefinition(current);
                break;
            case "customresourcedefinitions":
                _catalog.Register(current.Name, CustomResources.Versions(current.ToTree(resource.ApiVersion, resource.Kind)));
                break;
            case "namespaces" when !change.IsDelete:
                EmptyIfTerminating(current);
                break;
            case "certificatesigningrequests" when !change.IsDelete:
                SignIfApproved(resource, current);
                break;
            default:
                break;
        }
    }

    private void CountOwners(StoreEvent change)
    {
        foreach (string uid in change.IsDelete ? [] : change.Current!.Owners)
        {
            _owners.AddOrUpdate(uid, 1, (_, n) => n + 1);
        }

        foreach (string uid in change.Previous?.Owners ?? [])
        {
            _owners.AddOrUpdate(uid, 0, (_, n) => n - 1);
        }
    }

    /// <summary>Deletes what the deleted object owned alone.</summary>
    private void Collect(string uid)
    {
        foreach (ApiResource resource in Stored())
        {
            foreach (StoredObject dependent in _store.List(resource).Objects)
            {
                if (dependent.Owners.Contains(uid, StringComparer.Ordinal) && dependent.Owners.All(o => o == uid || !IsAlive(o)))
                {
                    _store.Delete(resource, dependent);
                }
            }
        }
    }

    private bool IsAlive(string uid) =>
        Stored().Any(r => _store.List(r).Objects.Any(o => o.Uid == uid));

    private void RemoveDefinition(StoredObject crd)
    {
        ApiResource[] versions = [.. CustomResources.Versions(crd.ToTree("", ""))];
        if (versions.Length > 0)
        {
            foreach (StoredObject instance in _store.List(versions[0]).Objects)
            {
                _store.Delete(versions[0], instance);
            }

            _store.EndWatches(versions[0]);
        }

        _catalog.Remove(crd.Name);
    }

    private void EmptyIfTerminating(StoredObject home)
    {
        JsonObject tree = home.ToTree("v1", "Namespace");
        if (Trees.Child(tree, "metadata")?.ContainsKey("deletionTimestamp") != true)
        {
            return;
        }

        bool isHeld = false;
        foreach (ApiResource resource in Stored())
        {
            if (!resource.IsNamespaced)
            {
                continue;
            }

            foreach (StoredObject stored in _store.List(resource).Objects)
            {
                if (stored.Namespace != home.Name)
                {
                    continue;
                }

                if (KindRules.HasFinalizers(stored.ToTree("", "")))
                {
                    isHeld = true;
                }
                else
                {
                    _store.Delete(resource, stored);
                }
            }
        }

        if (!isHeld && _store.Get(s_namespaces, "", home.Name) is { } current)
        {
            _store.Delete(s_namespaces, current);
        }
    }

    private void SignIfApproved(ApiResource resource, StoredObject stored)
    {
        JsonObject tree = stored.ToTree(resource.ApiVersion, resource.Kind);
        JsonObject? spec = Trees.Child(tree, "spec");
        JsonObject? status = Trees.Child(tree, "status");
        string signer = Trees.Text(spec, "signerName") ?? "";
        bool isApproved = Trees.Objects(status, "conditions").Any(c => Trees.Text(c, "type") == "Approved" && Trees.Text(c, "status") is "True" or null);
        bool isOurs = signer.StartsWith("kubernetes.io/", StringComparison.Ordinal) || _options.Signers.Contains(signer, StringComparer.Ordinal);
        if (!isApproved || !isOurs || status is null || Trees.Text(status, "certificate") is not null)
        {
            return;
        }

        string pem = Encoding.UTF8.GetString(Convert.FromBase64String(Trees.Text(spec, "request") ?? ""));
        TimeSpan lifetime = TimeSpan.FromSeconds(Trees.Number(spec, "expirationSeconds") ?? 365 * 24 * 3600);
        try
        {
            status["certificate"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(_authority.SignRequest(pem, lifetime)));
        }
        catch (CryptographicException broken)
        {
            // The controllers tell it in a condition and give up.
            (status["conditions"] as JsonArray)?.Add((JsonNode)new JsonObject
            {
                ["type"] = "Failed",
                ["status"] = "True",
                ["reason"] = "SignerValidationFailure",
                ["message"] = broken.Message,
            });
        }

        _store.Put(resource, tree, stored);
    }

    private IEnumerable<ApiResource> Stored()
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (ApiResource resource in _catalog.All)
        {
            if (!resource.IsVirtual && seen.Add(resource.StorageKey))
            {
                yield return resource;
            }
        }
    }
}
