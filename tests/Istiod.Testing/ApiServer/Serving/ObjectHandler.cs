using System.Buffers;
using System.Globalization;
using System.Text.Json.Nodes;
using Istiod.Testing.ApiServer.Access;
using Istiod.Testing.ApiServer.Json;
using Istiod.Testing.ApiServer.Resources;
using Istiod.Testing.ApiServer.Storage;
using Istiod.Testing.ApiServer.Writing;
using Microsoft.AspNetCore.Http;

namespace Istiod.Testing.ApiServer.Serving;

/// <summary>Reads and writes of single objects, and deletion of collections.</summary>
internal sealed class ObjectHandler(ObjectStore store, ObjectWriter writer, Reviews reviews, ApiServerOptions options)
{
    public Task HandleAsync(HttpContext context, string verb, ApiResource resource, RequestTarget target, UserInfo user)
    {
        CheckSubresource(resource, target.Subresource);
        return verb switch
        {
            "get" => ReadAsync(context, resource, target),
            "create" => CreateAsync(context, resource, target, user),
            "update" => UpdateAsync(context, resource, target, user),
            "patch" => PatchAsync(context, resource, target, user),
            "delete" => DeleteAsync(context, resource, target, user),
            "deletecollection" => DeleteAllAsync(context, resource, target, user),
            _ => throw new ApiStatusException(405, "MethodNotAllowed", "the server does not allow this method on the requested resource"),
        };
    }

    private static void CheckSubresource(ApiResource resource, string subresource)
    {
        bool isThere = subresource switch
        {
            "" => true,
            "status" => resource.HasStatus,
            "token" => resource.Plural == "serviceaccounts",
            "approval" => resource.Plural == "certificatesigningrequests",
            "finalize" => resource.Plural == "namespaces",
            "scale" => resource.HasScale,
            _ => false,
        };
        if (!isThere)
        {
            throw ApiStatusException.NoSuchPath();
        }
    }

    private async Task ReadAsync(HttpContext context, ApiResource resource, RequestTarget target)
    {
        StoredObject stored = store.Get(resource, target.Namespace, target.Name)
            ?? throw ApiStatusException.NotFound(resource.Group, resource.Plural, target.Name);
        if (target.Subresource == "scale")
        {
            await WriteAsync(context, 200, Scales.Of(resource, stored));
            return;
        }

        await WriteAsync(context, 200, ObjectForm.Choose(resource, context.Request.Headers.Accept, options.Time), stored);
    }

    private async Task CreateAsync(HttpContext context, ApiResource resource, RequestTarget target, UserInfo user)
    {
        JsonObject body = Trees.ParseObject(await BodyAsync(context));
        if (resource.IsVirtual)
        {
            await WriteAsync(context, 201, reviews.Answer(resource, user, target.Namespace, body));
            return;
        }

        if (target.Subresource == "token")
        {
            _ = store.Get(resource, target.Namespace, target.Name) ?? throw ApiStatusException.NotFound("", "serviceaccounts", target.Name);
            await WriteAsync(context, 201, reviews.Request(target.Namespace, target.Name, body));
            return;
        }

        if (target.Name.Length > 0)
        {
            throw new ApiStatusException(405, "MethodNotAllowed", "the server does not allow this method on the requested resource");
        }

        context.Items[RequestPipeline.CreatedName] = Trees.Text(Trees.Child(body, "metadata"), "name");
        StoredObject stored = await writer.CreateAsync(ContextOf(context, resource, user), target.Namespace, body, context.RequestAborted);
        await WriteAsync(context, 201, ObjectForm.Choose(resource, context.Request.Headers.Accept, options.Time), stored);
    }

    private async Task UpdateAsync(HttpContext context, ApiResource resource, RequestTarget target, UserInfo user)
    {
        JsonObject body = Trees.ParseObject(await BodyAsync(context));
        (StoredObject stored, bool isNew) = await writer.UpdateAsync(
            ContextOf(context, resource, user),
            target.Namespace,
            target.Name,
            target.Subresource == "scale" ? "" : target.Subresource,
            current => current is null && !resource.CreatesOnUpdate
                ? throw ApiStatusException.NotFound(resource.Group, resource.Plural, target.Name)
                : target.Subresource == "scale" ? Scales.Apply(current!, body) : Trees.Copy(body),
            context.RequestAborted);
        await WriteAsync(context, isNew ? 201 : 200, ObjectForm.Choose(resource, context.Request.Headers.Accept, options.Time), stored);
    }

    private async Task PatchAsync(HttpContext context, ApiResource resource, RequestTarget target, UserInfo user)
    {
        byte[] body = await BodyAsync(context);
        string type = (context.Request.ContentType ?? "").Split(';')[0].Trim();
        WriteContext write = ContextOf(context, resource, user);
        PatchRequest patch = PatchRequest.Read(type, body, write, context.Request.Query, writer.Now());
        (StoredObject stored, bool isNew) = await writer.UpdateAsync(
            write,
            target.Namespace,
            target.Name,
            target.Subresource,
            current => patch.Apply(current) ?? throw ApiStatusException.NotFound(resource.Group, resource.Plural, target.Name),
            context.RequestAborted);
        await WriteAsync(context, isNew ? 201 : 200, ObjectForm.Choose(resource, context.Request.Headers.Accept, options.Time), stored);
    }

    private async Task DeleteAsync(HttpContext context, ApiResource resource, RequestTarget target, UserInfo user)
    {
        byte[] body = await BodyAsync(context);
        JsonObject? request = body.Length > 0 ? Trees.ParseObject(body) : null;
        WriteContext write = ContextOf(context, resource, user);
        if (request is not null && Trees.Texts(request, "dryRun").Contains("All", StringComparer.Ordinal))
        {
            write = write with { IsDryRun = true };
        }

        (StoredObject stored, bool isGone) = await writer.DeleteAsync(write, target.Namespace, target.Name, request, context.RequestAborted);
        if (!isGone || resource.Plural is "pods" or "services")
        {
            await WriteAsync(context, 200, ObjectForm.Choose(resource, context.Request.Headers.Accept, options.Time), stored);
            return;
        }

        JsonObject details = new() { ["name"] = stored.Name };
        if (resource.Group.Length > 0)
        {
            details["group"] = resource.Group;
        }

        details["kind"] = resource.Plural;
        details["uid"] = stored.Uid;
        await WriteAsync(context, 200, new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject(),
            ["status"] = "Success",
            ["details"] = details,
        });
    }

    private async Task DeleteAllAsync(HttpContext context, ApiResource resource, RequestTarget target, UserInfo user)
    {
        Selection selection = Selection.Of(context.Request.Query, target, resource);
        WriteContext write = ContextOf(context, resource, user);
        JsonArray items = [];
        foreach (StoredObject stored in store.List(resource).Objects)
        {
            if (selection.Matches(stored))
            {
                await writer.DeleteAsync(write, stored.Namespace, stored.Name, null, context.RequestAborted);
                items.Add((JsonNode)stored.ToTree(resource.ApiVersion, resource.Kind));
            }
        }

        await WriteAsync(context, 200, new JsonObject
        {
            ["kind"] = resource.ListKindOrDefault,
            ["apiVersion"] = resource.ApiVersion,
            ["metadata"] = new JsonObject { ["resourceVersion"] = store.Revision.ToString(CultureInfo.InvariantCulture) },
            ["items"] = items,
        });
    }

    private static WriteContext ContextOf(HttpContext context, ApiResource resource, UserInfo user)
    {
        IQueryCollection query = context.Request.Query;
        string manager = query["fieldManager"].ToString();
        string dryRun = query["dryRun"].ToString();
        if (dryRun is not ("" or "All"))
        {
            throw ApiStatusException.Invalid("meta.k8s.io", "CreateOptions", "", [FieldFault.Unsupported("dryRun", dryRun, ["All"])]);
        }

        return new WriteContext(resource, user)
        {
            IsDryRun = dryRun == "All",
            FieldValidation = query["fieldValidation"].ToString(),
            Manager = manager.Length > 0 ? manager : context.Request.Headers.UserAgent.ToString().Split('/')[0],
        };
    }

    private async Task<byte[]> BodyAsync(HttpContext context)
    {
        if (context.Request.ContentType?.StartsWith("application/vnd.kubernetes.protobuf", StringComparison.Ordinal) == true)
        {
            throw new ApiStatusException(415, "UnsupportedMediaType", "the double reads JSON only, no application/vnd.kubernetes.protobuf");
        }

        if (context.Request.ContentLength > options.MaxBodyBytes)
        {
            throw TooLarge();
        }

        using MemoryStream body = new();
        byte[] buffer = ArrayPool<byte>.Shared.Rent(32 * 1024);
        try
        {
            int read;
            while ((read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0)
            {
                body.Write(buffer, 0, read);
                if (body.Length > options.MaxBodyBytes)
                {
                    throw TooLarge();
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return body.ToArray();
    }

    private static ApiStatusException TooLarge() => new(413, "RequestEntityTooLarge", "Request entity too large: limit is 3145728");

    private static async Task WriteAsync(HttpContext context, int code, ObjectForm form, StoredObject stored)
    {
        ArrayBufferWriter<byte> output = new(stored.Body.Length + 200);
        form.Write(output, stored);
        await WriteAsync(context, code, output.WrittenMemory);
    }

    internal static Task WriteAsync(HttpContext context, int code, JsonObject tree, string contentType = "application/json") =>
        WriteAsync(context, code, Trees.ToBytes(tree), contentType);

    private static async Task WriteAsync(HttpContext context, int code, ReadOnlyMemory<byte> body, string contentType = "application/json")
    {
        context.Response.StatusCode = code;
        context.Response.ContentType = contentType;
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}
