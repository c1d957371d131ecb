using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Istiod.Testing.ApiServer.Json;
using Istiod.Testing.ApiServer.Resources;
using Istiod.Testing.ApiServer.Storage;

namespace Istiod.Testing.ApiServer.Writing;

/// <summary>Creates, updates and deletes objects as the API server's registry does. Thread-safe.</summary>
internal sealed class ObjectWriter(ObjectStore store, ObjectDefaults defaults, ApiServerOptions options, IAdmission admission)
{
    private const int MaxAttempts = 100;
    private static readonly ApiResource s_namespaces = BuiltInResources.All.First(r => r.Plural == "namespaces");
    private long _uids;

    /// <summary>Stores a new object.</summary>
    /// <param name="ns">Namespace of the URL; empty for cluster-wide kinds.</param>
    public async Task<StoredObject> CreateAsync(WriteContext context, string ns, JsonObject tree, CancellationToken ct)
    {
        ApiResource resource = context.Resource;
        CheckType(resource, tree);
        JsonObject meta = Trees.Ensure(tree, "metadata");
        PlaceIn(resource, meta, ns);
        NameIt(resource, meta);
        string name = Trees.Text(meta, "name") ?? "";
        if (!context.IsTrusted)
        {
            CheckNamespace(resource, ns, name);
            if (Trees.Text(meta, "resourceVersion") is { Length: > 0 })
            {
                throw ApiStatusException.BadRequest("resourceVersion should not be set on objects to be created");
            }

            foreach (string field in (ReadOnlySpan<string>)["uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "selfLink"])
            {
                meta.Remove(field);
            }
        }

        if (Trees.Text(meta, "uid") is null or "")
        {
            meta["uid"] = NextUid();
        }

        if (Trees.Text(meta, "creationTimestamp") is null or "")
        {
            meta["creationTimestamp"] = Now();
        }

        if (resource.HasGeneration)
        {
            meta["generation"] = 1;
        }

        KindRules.PrepareCreate(context, tree, Now());
        tree = defaults.Fill(context, tree);
        if (!context.IsTrusted)
        {
            tree = defaults.Fill(context, await admission.MutateAsync(context, "CREATE", "", tree, null, ct));
        }

        ObjectDefaults.Check(resource, tree, null);
        if (!context.IsTrusted)
        {
            await admission.ValidateAsync(context, "CREATE", "", tree, null, ct);
        }

        if (context.IsDryRun)
        {
            return store.Get(resource, ns, name) is null
                ? Unstored(resource, tree, 0)
                : throw ApiStatusException.AlreadyExists(resource.Group, resource.Plural, name);
        }

        return store.Put(resource, tree, null) ?? throw ApiStatusException.AlreadyExists(resource.Group, resource.Plural, name);
    }

    /// <summary>Changes an object; tries again while others write in between.</summary>
    /// <param name="subresource">Empty, <c>status</c>, <c>finalize</c> or another part that is written apart.</param>
    /// <param name="change">From the current object (null if absent) to the wanted one.</param>
    /// <returns>What is stored, and whether it was made.</returns>
    public async Task<(StoredObject Stored, bool IsNew)> UpdateAsync(
        WriteContext context, string ns, string name, string subresource, Func<JsonObject?, JsonObject> change, CancellationToken ct)
    {
        ApiResource resource = context.Resource;
        for (int attempt = 0; attempt < MaxAttempts; attempt++)
        {
            StoredObject? current = store.Get(resource, ns, name);
            if (current is null)
            {
                JsonObject made = change(null);
                Trees.Ensure(made, "metadata")["name"] ??= name;
                return (await CreateAsync(context, ns, made, ct), true);
            }

            JsonObject old = current.ToTree(resource.ApiVersion, resource.Kind);
            JsonObject next = change(Trees.Copy(old));
            CheckType(resource, next);
            CheckIdentity(resource, current, next, ns, name);
            JsonObject merged = KindRules.PrepareUpdate(context, subresource, next, old);
            merged = defaults.Fill(context, merged);
            if (!context.IsTrusted)
            {
                merged = defaults.Fill(context, await admission.MutateAsync(context, "UPDATE", subresource, merged, old, ct));
            }

            ObjectDefaults.Check(resource, merged, old);
            if (!context.IsTrusted)
            {
                await admission.ValidateAsync(context, "UPDATE", subresource, merged, old, ct);
            }

            JsonObject mergedMeta = Trees.Ensure(merged, "metadata");
            if (!mergedMeta.ContainsKey("managedFields"))
            {
                Trees.Take(mergedMeta, Trees.Ensure(old, "metadata"), "managedFields");
            }

            if (JsonNode.DeepEquals(mergedMeta["managedFields"], Trees.Child(old, "metadata")?["managedFields"]))
            {
                // An apply brings its own record of owners; what else changes an applied object is noted here.
                FieldOwnership.NoteUpdate(resource, merged, old, context.Manager, Now());
            }

            JsonObject meta = Trees.Ensure(merged, "metadata");
            bool isSpecChanged = resource.HasGeneration && subresource.Length == 0 && KindRules.IsSpecChanged(merged, old);
            if (isSpecChanged)
            {
                meta["generation"] = (Trees.Number(meta, "generation") ?? 0) + 1;
            }

            meta["resourceVersion"] = current.Revision.ToString(CultureInfo.InvariantCulture);
            if (JsonNode.DeepEquals(merged, old))
            {
                return (current, false);
            }

            bool isGone = meta.ContainsKey("deletionTimestamp") && !KindRules.HasFinalizers(merged);
            if (context.IsDryRun)
            {
                return (Unstored(resource, merged, current.Revision), false);
            }

            StoredObject? stored = isGone ? store.Delete(resource, current) : store.Put(resource, merged, current);
            if (stored is not null)
            {
                return (stored, false);
            }
        }

        throw ApiStatusException.Modified(resource.Group, resource.Plural, name);
    }

    /// <summary>Deletes an object, or marks it if finalizers hold it.</summary>
    /// <returns>The object, and whether it is gone.</returns>
    public async Task<(StoredObject Stored, bool IsGone)> DeleteAsync(
        WriteContext context, string ns, string name, JsonObject? request, CancellationToken ct)
    {
        ApiResource resource = context.Resource;
        for (int attempt = 0; attempt < MaxAttempts; attempt++)
        {
            StoredObject current = store.Get(resource, ns, name) ?? throw ApiStatusException.NotFound(resource.Group, resource.Plural, name);
            CheckPreconditions(resource, current, Trees.Child(request, "preconditions"));
            JsonObject old = current.ToTree(resource.ApiVersion, resource.Kind);
            if (!context.IsTrusted)
            {
                await admission.ValidateAsync(context, "DELETE", "", null, old, ct);
            }

            if (context.IsDryRun)
            {
                return (current, true);
            }

            bool isNamespace = ReferenceEquals(resource, s_namespaces);
            if (!KindRules.HasFinalizers(old) && !isNamespace)
            {
                if (store.Delete(resource, current) is { } deleted)
                {
                    return (deleted, true);
                }

                continue;
            }

            JsonObject meta = Trees.Ensure(old, "metadata");
            if (meta.ContainsKey("deletionTimestamp"))
            {
                return (current, false);
            }

            meta["deletionTimestamp"] = Now();
            meta["deletionGracePeriodSeconds"] = 0;
            if (isNamespace)
            {
                Trees.Ensure(old, "status")["phase"] = "Terminating";
            }

            if (store.Put(resource, old, current) is { } marked)
            {
                return (marked, false);
            }
        }

        throw ApiStatusException.Modified(resource.Group, resource.Plural, name);
    }

    internal string Now() =>
        options.Time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static void CheckType(ApiResource resource, JsonObject tree)
    {
        string? version = Trees.Text(tree, "apiVersion");
        string? kind = Trees.Text(tree, "kind");
        if (version is { Length: > 0 } && version != resource.ApiVersion)
        {
            throw ApiStatusException.BadRequest($"the API version in the data ({version}) does not match the expected API version ({resource.ApiVersion})");
        }

        if (kind is { Length: > 0 } && kind != resource.Kind)
        {
            throw ApiStatusException.BadRequest($"{kind} in version \"{resource.Version}\" cannot be handled as a {resource.Kind}");
        }
    }

    private static void PlaceIn(ApiResource resource, JsonObject meta, string ns)
    {
        string given = Trees.Text(meta, "namespace") ?? "";
        if (given.Length > 0 && given != ns && resource.IsNamespaced)
        {
            throw ApiStatusException.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
        }

        meta.Remove("namespace");
        if (resource.IsNamespaced)
        {
            meta["namespace"] = ns;
        }
    }

    private static void NameIt(ApiResource resource, JsonObject meta)
    {
        if (Trees.Text(meta, "name") is { Length: > 0 })
        {
            return;
        }

        string prefix = Trees.Text(meta, "generateName") ?? "";
        if (prefix.Length == 0)
        {
            throw ApiStatusException.Invalid(resource.Group, resource.Kind, "", [FieldFault.Required("metadata.name", "name or generateName is required")]);
        }

        const string Letters = "bcdfghjklmnpqrstvwxz2456789";
        meta["name"] = prefix + RandomNumberGenerator.GetString(Letters, 5);
    }

    private void CheckNamespace(ApiResource resource, string ns, string name)
    {
        if (!resource.IsNamespaced)
        {
            return;
        }

        StoredObject home = store.Get(s_namespaces, "", ns) ?? throw ApiStatusException.NotFound("", "namespaces", ns);
        JsonObject tree = home.ToTree("v1", "Namespace");
        if (Trees.Child(tree, "metadata")?.ContainsKey("deletionTimestamp") == true)
        {
            throw ApiStatusException.Forbidden(
                $"{resource.Plural} \"{name}\" is forbidden: unable to create new content in namespace {ns} because it is being terminated",
                resource.Group, resource.Plural, name);
        }
    }

    private static void CheckIdentity(ApiResource resource, StoredObject current, JsonObject next, string ns, string name)
    {
        JsonObject meta = Trees.Ensure(next, "metadata");
        if (Trees.Text(meta, "name") is { } given && given != name)
        {
            throw ApiStatusException.BadRequest($"the name of the object ({given}) does not match the name on the URL ({name})");
        }

        meta["name"] = name;
        PlaceIn(resource, meta, ns);
        if (Trees.Text(meta, "uid") is { Length: > 0 } uid && uid != current.Uid)
        {
            throw ApiStatusException.Conflict(
                resource.Group, resource.Plural, name, $"Precondition failed: UID in precondition: {uid}, UID in object meta: {current.Uid}");
        }

        string revision = Trees.Text(meta, "resourceVersion") ?? "";
        if (revision is "" or "0")
        {
            if (resource.NeedsRevision)
            {
                throw ApiStatusException.Invalid(resource.Group, resource.Kind, name, [FieldFault.Invalid("metadata.resourceVersion", "0", "must be specified for an update")]);
            }
        }
        else if (ListRevision(revision) != current.Revision)
        {
            throw ApiStatusException.Modified(resource.Group, resource.Plural, name);
        }
    }

    private static long ListRevision(string text) => Serving.ListHandler.ParseRevision(text);

    private static void CheckPreconditions(ApiResource resource, StoredObject current, JsonObject? preconditions)
    {
        if (Trees.Text(preconditions, "uid") is { } uid && uid != current.Uid)
        {
            throw ApiStatusException.Conflict(
                resource.Group, resource.Plural, current.Name, $"Precondition failed: UID in precondition: {uid}, UID in object meta: {current.Uid}");
        }

        if (Trees.Text(preconditions, "resourceVersion") is { } revision && ListRevision(revision) != current.Revision)
        {
            throw ApiStatusException.Conflict(
                resource.Group,
                resource.Plural,
                current.Name,
                string.Create(CultureInfo.InvariantCulture, $"Precondition failed: ResourceVersion in precondition: {revision}, ResourceVersion in object meta: {current.Revision}"));
        }
    }

    private static StoredObject Unstored(ApiResource resource, JsonObject tree, long revision)
    {
        JsonObject? meta = Trees.Child(tree, "metadata");
        return new StoredObject(tree, Trees.Text(meta, "namespace") ?? "", Trees.Text(meta, "name") ?? "", revision, resource.FieldsOf(tree));
    }

    private string NextUid() => new Guid(
        0x5e12a3b4, 0x0000, 0x4000, 0x80, 0, 0, 0, 0, 0, 0, 0).ToString()[..24]
        + Interlocked.Increment(ref _uids).ToString("x12", CultureInfo.InvariantCulture);
}
