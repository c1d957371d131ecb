using System.Text.Json;
using Istiod.Diagnostics.Logging;
using Istiod.Server;

namespace Istiod.ControlZ.Topics;

/// <summary>Log scopes: what they show now, and changing it.</summary>
/// <remarks>istiod: pkg/ctrlz/topics/scopes.go. <c>istioctl admin log</c> uses the JSON.</remarks>
internal sealed class ScopeTopic(LogSystem log) : ControlTopic("scope", "Logging Scopes")
{
    private static readonly string[] s_levels = ["none", "error", "warn", "info", "debug"];

    /// <inheritdoc/>
    public override bool OwnsAllPages => true;

    /// <inheritdoc/>
    public override void WritePage(ControlPage page)
    {
        page.BeginTable("Name", "Description", "Output level", "Stack trace level", "Log callers");
        foreach (LogScope scope in Sorted())
        {
            page.Cell(scope.Name);
            page.Cell(scope.Description);
            page.ChoiceCell(scope.Name, "output_level", s_levels, NameOf(scope.OutputLevel));
            page.ChoiceCell(scope.Name, "stack_trace_level", s_levels, NameOf(scope.StackTraceLevel));
            page.ChoiceCell(scope.Name, "log_callers", ["false", "true"], scope.LogCallers ? "true" : "false");
            page.EndRow();
        }

        page.EndTable();
    }

    /// <inheritdoc/>
    public override void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach (LogScope scope in Sorted())
        {
            Write(json, scope);
        }

        json.WriteEndArray();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<ControlAction> ActionsAt(string name) => name.Contains('/', StringComparison.Ordinal)
        ? []
        :
        [
            new ControlAction("GET", HasEffect: false, context => GetAsync(context, name)),
            new ControlAction("PUT", HasEffect: true, context => PutAsync(context, name)),
        ];

    private Task GetAsync(HttpContext context, string name) => log.TryGetScope(name, out LogScope? scope)
        ? ControlZPages.JsonAsync(context, json => Write(json, scope))
        : HttpPages.TextAsync(context, 400, "unknown scope name: " + name);

    // The body is read before the scope is looked for, as the reference does.
    private async Task PutAsync(HttpContext context, string name)
    {
        if (await ControlZPages.BodyAsync(context) is not { } body)
        {
            await HttpPages.TextAsync(context, 413, "body is too large");
            return;
        }

        if (!ScopeChange.TryRead(body, out ScopeChange change, out string? fault))
        {
            await HttpPages.TextAsync(context, 400, "unable to decode request: " + fault);
            return;
        }

        if (!log.TryGetScope(name, out LogScope? scope))
        {
            await HttpPages.TextAsync(context, 400, "unknown scope name: " + name);
            return;
        }

        change.Apply(scope);
        await HttpPages.Status(context, 202);
    }

    private IEnumerable<LogScope> Sorted() => log.Scopes.OrderBy(s => s.Name, StringComparer.Ordinal);

    private static void Write(Utf8JsonWriter json, LogScope scope)
    {
        json.WriteStartObject();
        json.WriteString("name", scope.Name);
        json.WriteString("description", scope.Description);
        json.WriteString("output_level", NameOf(scope.OutputLevel));
        json.WriteString("stack_trace_level", NameOf(scope.StackTraceLevel));
        json.WriteBoolean("log_callers", scope.LogCallers);
        json.WriteEndObject();
    }

    // ControlZ has no word for fatal
    private static string NameOf(LogSeverity level) => level switch
    {
        LogSeverity.Debug => "debug",
        LogSeverity.Info => "info",
        LogSeverity.Warn => "warn",
        LogSeverity.Error => "error",
        LogSeverity.None => "none",
        _ => "",
    };
}
