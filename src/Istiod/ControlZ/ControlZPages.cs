using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Istiod.ControlZ.Topics;
using Istiod.Server;

namespace Istiod.ControlZ;

/// <summary>Answers requests of the ControlZ port by path and method, as the reference's router does.</summary>
/// <remarks>
/// istiod: pkg/ctrlz/ctrlz.go, home.go with gorilla/mux: a path without its last slash is redirected, a method that a path does not take
/// is 405, and a GET that nothing takes is the 404 page. JSON is sent as plain text there, so here too.
/// </remarks>
internal sealed class ControlZPages
{
    private const int LongestBody = 64 << 10;
    private static readonly JsonWriterOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly EffectGuard _guard;
    private readonly ControlTopic[] _topics;
    private readonly HomeTopic _home;

    /// <summary>Pages about <paramref name="topics"/>.</summary>
    public ControlZPages(EffectGuard guard, HomeTopic home, params ControlTopic[] topics)
    {
        _guard = guard;
        _home = home;
        _topics = topics;
    }

    /// <summary>Serves a request.</summary>
    public Task HandleAsync(HttpContext context)
    {
        context.Response.Headers.XContentTypeOptions = "nosniff";
        string path = WebhookPortPath.Of(context);
        string clean = WebhookPortPath.Clean(path);
        if (!string.Equals(path, clean, StringComparison.Ordinal))
        {
            return RedirectAsync(context, clean);
        }

        bool wrongMethod = false;
        foreach (ControlTopic topic in _topics)
        {
            if (TryPage(context, topic, path, out Task answered) || TryJson(context, topic, path, ref wrongMethod, out answered))
            {
                return answered;
            }
        }

        return HomeAsync(context, path);
    }

    /// <summary>A JSON answer.</summary>
    public static Task JsonAsync(HttpContext context, Action<Utf8JsonWriter> write)
    {
        ArrayBufferWriter<byte> body = new(1024);
        using (Utf8JsonWriter json = new(body, s_json))
        {
            write(json);
        }

        body.Write("\n"u8);
        context.Response.ContentType = "text/plain; charset=utf-8";
        return HttpPages.BodyAsync(context, body.WrittenMemory);
    }

    /// <summary>Reads a body of a few kilobytes.</summary>
    /// <returns><c>null</c> if it is longer than anything sensible.</returns>
    public static async Task<byte[]?> BodyAsync(HttpContext context)
    {
        byte[] buffer = new byte[4096];
        using MemoryStream body = new();
        while (true)
        {
            int read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted);
            if (read == 0)
            {
                return body.ToArray();
            }

            if (body.Length + read > LongestBody)
            {
                return null;
            }

            body.Write(buffer, 0, read);
        }
    }

    private bool TryPage(HttpContext context, ControlTopic topic, string path, out Task answered)
    {
        answered = Task.CompletedTask;
        if (!TryRest(path, topic.Prefix, 'z', out string rest))
        {
            return false;
        }

        if (topic.OwnsAllPages || rest == "/")
        {
            answered = PageAsync(context, 200, topic.Title, topic.WritePage);
            return true;
        }

        if (rest.Length == 0)
        {
            answered = RedirectAsync(context, path + "/");
            return true;
        }

        return false;
    }

    private bool TryJson(HttpContext context, ControlTopic topic, string path, ref bool wrongMethod, out Task answered)
    {
        answered = Task.CompletedTask;
        if (!TryRest(path, topic.Prefix, 'j', out string rest) || (rest.Length > 0 && rest[0] != '/'))
        {
            return false;
        }

        string name = rest.Trim('/');
        bool hasSlash = rest.EndsWith('/');
        if (name.Length == 0)
        {
            if (!topic.HasJson || !HttpMethods.IsGet(context.Request.Method))
            {
                wrongMethod |= topic.HasJson;
                return false;
            }

            answered = hasSlash ? JsonAsync(context, topic.WriteJson) : RedirectAsync(context, path + "/");
            return true;
        }

        foreach (ControlAction action in topic.ActionsAt(name))
        {
            wrongMethod = true;
            if (string.Equals(action.Method, context.Request.Method, StringComparison.Ordinal))
            {
                answered = hasSlash ? RedirectAsync(context, path.TrimEnd('/')) : RunAsync(context, action);
                return true;
            }
        }

        return false;
    }

    private Task RunAsync(HttpContext context, ControlAction action) =>
        action.HasEffect && _guard.Refuses(context, out Task refused) ? refused : action.Run(context);

    private Task HomeAsync(HttpContext context, string path)
    {
        foreach (ControlAction action in path.StartsWith("/homej/", StringComparison.Ordinal) ? _home.ActionsAt(path["/homej/".Length..]) : [])
        {
            if (string.Equals(action.Method, context.Request.Method, StringComparison.Ordinal))
            {
                return RunAsync(context, action);
            }
        }

        if (!HttpMethods.IsGet(context.Request.Method))
        {
            return HttpPages.Status(context, 405);
        }

        switch (path)
        {
            case "/":
                return PageAsync(context, 200, _home.Title, _home.WritePage);
            case "/homej" or "/homej/":
                return JsonAsync(context, _home.WriteJson);
        }

        ReadOnlySpan<byte> asset = ControlAssets.Find(path, out string contentType);
        if (asset.Length > 0)
        {
            context.Response.ContentType = contentType;
            return HttpPages.BodyAsync(context, asset.ToArray());
        }

        return PageAsync(context, 404, "Not found", page => page.Paragraph($"There is nothing at {path}."));
    }

    private Task PageAsync(HttpContext context, int status, string title, Action<ControlPage> write)
    {
        ControlPage page = new(title, _topics);
        write(page);
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.ContentSecurityPolicy = "default-src 'self'; frame-ancestors 'none'";
        return HttpPages.BodyAsync(context, page.End());
    }

    private static Task RedirectAsync(HttpContext context, string path)
    {
        context.Response.Headers.Location = WebhookPortPath.Encode(path) + context.Request.QueryString.Value;
        return HttpPages.Status(context, 301);
    }

    private static bool TryRest(string path, string prefix, char kind, out string rest)
    {
        rest = "";
        if (path.Length < prefix.Length + 2
            || !path.AsSpan(1).StartsWith(prefix, StringComparison.Ordinal)
            || path[prefix.Length + 1] != kind)
        {
            return false;
        }

        rest = path[(prefix.Length + 2)..];
        return true;
    }
}
