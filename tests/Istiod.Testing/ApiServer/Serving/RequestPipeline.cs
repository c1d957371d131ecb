using System.Text.Json.Nodes;
using Istiod.Testing.ApiServer.Access;
using Istiod.Testing.ApiServer.Faults;
using Istiod.Testing.ApiServer.Json;
using Istiod.Testing.ApiServer.Resources;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace Istiod.Testing.ApiServer.Serving;

/// <summary>What every request goes through: record, faults, authentication, authorization, handler, failure status.</summary>
internal sealed class RequestPipeline(
    ApiServerOptions options,
    ResourceCatalog catalog,
    Authenticator authenticator,
    RbacEvaluator rbac,
    TokenIssuer tokens,
    ListHandler lists,
    WatchHandler watches,
    ObjectHandler objects,
    FaultPlan faults,
    RequestLog log,
    ConnectionDropper connections)
{
    /// <summary>Where a handler leaves the name of what it was asked to create.</summary>
    public const string CreatedName = "created name";

    private readonly Discovery _discovery = new(catalog, options);

    public async Task HandleAsync(HttpContext context)
    {
        RequestTarget? target = RequestTarget.Parse(context.Request.Path.Value ?? "/");
        string verb = VerbOf(context, target);
        RequestRecord record = Record(context, target, verb, "");
        try
        {
            UserInfo user = authenticator.UserOf(context);
            record = Record(context, target, verb, user.Name);
            log.Add(record);
            Fault? fault = faults.Take(record);
            if (await FailedAsync(context, fault))
            {
                return;
            }

            if (fault is Fault.ResetAfter)
            {
                context.Response.Body = Stream.Null;
            }

            Authorize(user, record, target);
            await RouteAsync(context, verb, target, user);
            Answer(context, record, context.Response.StatusCode);
            if (fault is Fault.ResetAfter)
            {
                context.Abort();
            }
        }
        catch (ApiStatusException refused) when (!context.Response.HasStarted)
        {
            Answer(context, record, refused.Code);
            if (refused.Code == 401)
            {
                log.Add(record);
            }

            if (refused.RetryAfterSeconds > 0)
            {
                context.Response.Headers.RetryAfter = refused.RetryAfterSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
            }

            await ObjectHandler.WriteAsync(context, refused.Code, refused.ToStatus());
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone; there is nobody to answer.
        }
    }

    // the name first: who sees a status may read it
    private static void Answer(HttpContext context, RequestRecord record, int status)
    {
        record.CreatedName = context.Items[CreatedName] as string ?? "";
        record.Status = status;
    }

    private async Task RouteAsync(HttpContext context, string verb, RequestTarget? target, UserInfo user)
    {
        string path = context.Request.Path.Value ?? "/";
        if (target is null)
        {
            await DocumentAsync(context, path);
            return;
        }

        ApiResource resource = catalog.Find(target.Group, target.Version, target.Plural) ?? throw ApiStatusException.NoSuchPath();
        if (resource.IsNamespaced != (target.Namespace.Length > 0) && (target.Namespace.Length > 0 || target.Name.Length > 0 || verb == "create"))
        {
            throw ApiStatusException.NoSuchPath();
        }

        if (resource.IsVirtual && verb != "create")
        {
            throw new ApiStatusException(405, "MethodNotAllowed", "the server does not allow this method on the requested resource");
        }

        await (verb switch
        {
            "list" => lists.HandleAsync(context, resource, target),
            "watch" => watches.HandleAsync(context, resource, target),
            _ => objects.HandleAsync(context, verb, resource, target, user),
        });
    }

    private async Task DocumentAsync(HttpContext context, string path)
    {
        string accept = context.Request.Headers.Accept.ToString();
        switch (path)
        {
            case "/healthz" or "/livez" or "/readyz":
                context.Response.ContentType = "text/plain; charset=utf-8";
                await context.Response.WriteAsync("ok", context.RequestAborted);
                return;
            case "/openid/v1/jwks":
                await ObjectHandler.WriteAsync(context, 200, tokens.KeySet());
                return;
            case "/.well-known/openid-configuration":
                await ObjectHandler.WriteAsync(context, 200, new JsonObject
                {
                    ["issuer"] = options.Issuer,
                    ["jwks_uri"] = $"{context.Request.Scheme}://{context.Request.Host}/openid/v1/jwks",
                    ["response_types_supported"] = new JsonArray("id_token"),
                    ["subject_types_supported"] = new JsonArray("public"),
                    ["id_token_signing_alg_values_supported"] = new JsonArray("RS256"),
                });
                return;
            default:
                break;
        }

        JsonObject document = _discovery.Document(path, accept) ?? throw ApiStatusException.NoSuchPath();
        await ObjectHandler.WriteAsync(context, 200, document, Discovery.IsAggregated(path, accept)
            ? "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"
            : "application/json");
    }

    private void Authorize(UserInfo user, RequestRecord record, RequestTarget? target)
    {
        if (!options.ChecksAccess)
        {
            return;
        }

        AccessRequest request = new()
        {
            Verb = record.Verb,
            Group = record.Group,
            Resource = record.Resource,
            Subresource = record.Subresource,
            Namespace = record.Namespace,
            Name = record.Name,
            NonResourcePath = target is null ? record.Path : "",
        };
        if (rbac.Allows(user, request))
        {
            return;
        }

        string what = target is null
            ? $"User \"{user.Name}\" cannot {record.Verb} path \"{record.Path}\""
            : $"User \"{user.Name}\" cannot {record.Verb} resource \"{record.Resource}{(record.Subresource.Length > 0 ? "/" + record.Subresource : "")}\" in API group \"{record.Group}\""
                + (record.Namespace.Length > 0 ? $" in the namespace \"{record.Namespace}\"" : " at the cluster scope");
        string subject = record.Group.Length > 0 ? $"{record.Resource}.{record.Group}" : record.Resource;
        throw target is null
            ? ApiStatusException.Forbidden($"forbidden: {what}")
            : ApiStatusException.Forbidden($"{subject}{(record.Name.Length > 0 ? $" \"{record.Name}\"" : "")} is forbidden: {what}", record.Group, record.Resource, record.Name);
    }

    private async Task<bool> FailedAsync(HttpContext context, Fault? fault)
    {
        switch (fault)
        {
            case Fault.Status status:
                throw new ApiStatusException(status.Code, status.Reason, status.Message) { RetryAfterSeconds = status.RetryAfterSeconds };
            case Fault.Reset:
                context.Abort();
                return true;
            case Fault.DropConnection:
                connections.Drop(context.Connection.Id, context.Features.Get<IConnectionLifetimeFeature>());
                return true;
            case Fault.Delay delay:
                await Task.Delay(delay.Time, options.Time, context.RequestAborted);
                return false;
            default:
                return false;
        }
    }

    private static string VerbOf(HttpContext context, RequestTarget? target)
    {
        string method = context.Request.Method;
        if (target is null)
        {
            return method.ToLowerInvariant();
        }

        bool isCollection = target.Name.Length == 0;
        return method switch
        {
            "GET" when isCollection => context.Request.Query["watch"].ToString() is "true" or "1" ? "watch" : "list",
            "GET" => context.Request.Query["watch"].ToString() is "true" or "1" ? "watch" : "get",
            "POST" => "create",
            "PUT" => "update",
            "PATCH" => "patch",
            "DELETE" => isCollection ? "deletecollection" : "delete",
            _ => method.ToLowerInvariant(),
        };
    }

    private static RequestRecord Record(HttpContext context, RequestTarget? target, string verb, string user)
    {
        HttpRequest request = context.Request;
        string name = target?.Name ?? "";
        if (name.Length == 0 && verb is "list" or "watch" && request.Query["fieldSelector"].ToString() is { Length: > 0 } selector)
        {
            // A request for one name by selector counts as a request for that name.
            const string Prefix = "metadata.name=";
            name = selector.Split(',').Where(t => t.StartsWith(Prefix, StringComparison.Ordinal)).Select(t => t[Prefix.Length..]).FirstOrDefault() ?? "";
        }

        return new RequestRecord(
            verb,
            request.Path.Value ?? "/",
            request.QueryString.Value ?? "",
            user,
            target?.Group ?? "",
            target?.Plural ?? "",
            target?.Subresource ?? "",
            target is { Group: "", Plural: "namespaces" } ? target.Name : target?.Namespace ?? "",
            name)
        {
            UserAgent = request.Headers.UserAgent.ToString(),
            Accept = request.Headers.Accept.ToString(),
            ContentType = request.ContentType ?? "",
            Connection = context.Connection.Id,
            Protocol = request.Protocol,
            IsDryRun = request.Query["dryRun"].ToString().Length > 0,
        };
    }
}
