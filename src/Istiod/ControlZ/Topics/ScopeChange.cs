using System.Text.Json;
using Istiod.Diagnostics.Logging;

namespace Istiod.ControlZ.Topics;

/// <summary>What somebody wants a log scope to do: the body of a PUT.</summary>
/// <param name="OutputLevel"><c>null</c> leaves it.</param>
/// <param name="StackTraceLevel"><c>null</c> leaves it.</param>
/// <param name="LogCallers">Always set: a body that does not tell turns it off.</param>
/// <remarks>istiod: pkg/ctrlz/topics/scopes.go:putScope. Levels that are no words of ControlZ are left; names of fields in any case, as Go reads them.</remarks>
internal readonly record struct ScopeChange(LogSeverity? OutputLevel, LogSeverity? StackTraceLevel, bool LogCallers)
{
    /// <summary>Reads the first JSON value of a body.</summary>
    /// <param name="fault">Why it is none.</param>
    public static bool TryRead(ReadOnlySpan<byte> body, out ScopeChange change, out string? fault)
    {
        change = default;
        fault = null;
        if (body.Trim(" \t\r\n"u8).IsEmpty)
        {
            fault = "EOF";
            return false;
        }

        try
        {
            Utf8JsonReader reader = new(body);
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            return TryTake(document.RootElement, ref change, out fault);
        }
        catch (JsonException e)
        {
            fault = e.Message;
            return false;
        }
    }

    /// <summary>Changes a scope.</summary>
    public void Apply(LogScope scope)
    {
        scope.OutputLevel = OutputLevel ?? scope.OutputLevel;
        scope.StackTraceLevel = StackTraceLevel ?? scope.StackTraceLevel;
        scope.LogCallers = LogCallers;
    }

    private static bool TryTake(JsonElement root, ref ScopeChange change, out string? fault)
    {
        fault = null;
        if (root.ValueKind == JsonValueKind.Null)
        {
            return true;
        }

        if (root.ValueKind != JsonValueKind.Object)
        {
            fault = "json: cannot unmarshal " + Kind(root) + " into Go value of type topics.scopeInfo";
            return false;
        }

        foreach (JsonProperty property in root.EnumerateObject())
        {
            bool isText = Is(property, "name") || Is(property, "description");
            bool isOutput = Is(property, "output_level");
            bool isStack = Is(property, "stack_trace_level");
            bool isCallers = Is(property, "log_callers");
            JsonElement value = property.Value;
            if (value.ValueKind == JsonValueKind.Null || !(isText || isOutput || isStack || isCallers))
            {
                continue;
            }

            if (isCallers ? value.ValueKind is not (JsonValueKind.True or JsonValueKind.False) : value.ValueKind != JsonValueKind.String)
            {
                fault = $"json: cannot unmarshal {Kind(value)} into Go struct field scopeInfo.{property.Name} of type {(isCallers ? "bool" : "string")}";
                return false;
            }

            change = isCallers ? change with { LogCallers = value.GetBoolean() }
                : isOutput ? change with { OutputLevel = Level(value) }
                : isStack ? change with { StackTraceLevel = Level(value) }
                : change;
        }

        return true;
    }

    private static bool Is(JsonProperty property, string name) => string.Equals(property.Name, name, StringComparison.OrdinalIgnoreCase);

    private static LogSeverity? Level(JsonElement value) =>
        LogSystem.TryParseLevel(value.GetString() ?? "", out LogSeverity level) && level != LogSeverity.Fatal ? level : null;

    private static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => "array",
        JsonValueKind.Object => "object",
        JsonValueKind.String => "string",
        JsonValueKind.Number => "number",
        _ => "bool",
    };
}
