using System.Text.Json;
using Istiod.Diagnostics;

namespace Istiod.Incremental.Debug;

/// <summary><c>/debug/graph</c>: every collection, index and memo with its size and what keeping it up to date has cost.</summary>
/// <remarks>Differs: istiod has no such page. Shows counts and names of nodes only, no keys, so any caller may see it.</remarks>
public sealed class GraphEndpoint(Graph graph) : IDebugEndpoint
{
    /// <inheritdoc/>
    public string Path => "/debug/graph";

    /// <inheritdoc/>
    public string Help => "Collections and memos of the graph: sizes, runs, cut-offs, read edges; verify=1 recomputes all keys and compares";

    /// <inheritdoc/>
    public ValueTask WriteAsync(DebugRequest request, DebugWriter writer)
    {
        GraphReport report = graph.Report();
        Utf8JsonWriter json = writer.Json(indented: true);
        json.WriteStartObject();
        json.WriteNumber("revision", report.Revision);
        json.WriteNumber("turns", report.Turns);
        json.WriteNumber("errors", report.Errors);
        json.WriteStartArray("collections");
        foreach (CollectionReport collection in report.Collections)
        {
            WriteCollection(json, collection);
        }

        json.WriteEndArray();
        json.WriteStartArray("memos");
        foreach (MemoReport memo in report.Memos)
        {
            WriteMemo(json, memo);
        }

        json.WriteEndArray();
        if (request.Has("verify"))
        {
            WriteVerification(json, graph.Verify());
        }

        json.WriteEndObject();
        json.Flush();
        return ValueTask.CompletedTask;
    }

    private static void WriteCollection(Utf8JsonWriter json, CollectionReport collection)
    {
        json.WriteStartObject();
        json.WriteString("name", collection.Name);
        json.WriteNumber("count", collection.Count);
        json.WriteNumber("runs", collection.Runs);
        json.WriteNumber("cutOffs", collection.CutOffs);
        json.WriteNumber("turnEdges", collection.TurnEdges);
        json.WriteNumber("memoEdges", collection.MemoEdges);
        if (collection.AllReaders.Count > 0)
        {
            json.WriteNumber("allEdges", collection.AllEdges);
            json.WriteStartArray("allReaders");
            foreach (string reader in collection.AllReaders)
            {
                json.WriteStringValue(reader);
            }

            json.WriteEndArray();
        }

        if (collection.Indexes.Count > 0)
        {
            json.WriteStartArray("indexes");
            foreach (IndexReport index in collection.Indexes)
            {
                json.WriteStartObject();
                json.WriteString("name", index.Name);
                json.WriteNumber("count", index.Count);
                json.WriteNumber("turnEdges", index.TurnEdges);
                json.WriteNumber("memoEdges", index.MemoEdges);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteMemo(Utf8JsonWriter json, MemoReport memo)
    {
        json.WriteStartObject();
        json.WriteString("name", memo.Name);
        json.WriteNumber("count", memo.Count);
        json.WriteNumber("retained", memo.Retained);
        json.WriteNumber("runs", memo.Runs);
        json.WriteNumber("cutOffs", memo.CutOffs);
        json.WriteNumber("verified", memo.Verified);
        json.WriteNumber("lateRuns", memo.LateRuns);
        json.WriteNumber("errors", memo.Errors);
        json.WriteNumber("edges", memo.Edges);
        json.WriteEndObject();
    }

    private static void WriteVerification(Utf8JsonWriter json, VerifyResult result)
    {
        json.WriteStartObject("verification");
        json.WriteNumber("checked", result.Checked);
        json.WriteStartArray("findings");
        foreach (VerifyFinding finding in result.Findings)
        {
            json.WriteStringValue($"{finding.Node}[{finding.Key}]: {finding.Message}");
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
