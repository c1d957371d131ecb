using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Istiod.Config.Json;

/// <summary>Where in an object a reader stopped, and whose object it is; found by reading once more, as faults are rare.</summary>
internal sealed class FaultPlace
{
    private const int MaxTextLength = 64;

    /// <summary>The field: <c>spec.ports[2].port</c>; empty for the object itself.</summary>
    public string Path { get; private set; } = "";

    /// <summary><c>metadata.namespace</c>, if it is text.</summary>
    public string Namespace { get; private set; } = "";

    /// <summary><c>metadata.name</c>, if it is text.</summary>
    public string Name { get; private set; } = "";

    /// <param name="start">A copy of the reader from before the object.</param>
    /// <param name="consumed">How far the reader had come when the fault showed.</param>
    public static FaultPlace Find(Utf8JsonReader start, long consumed)
    {
        FaultPlace place = new();
        List<Step> steps = [];
        bool isFound = false;
        try
        {
            if (start.TokenType == JsonTokenType.None)
            {
                start.Read();
            }

            int depth = start.CurrentDepth;
            do
            {
                place.Note(ref start, steps);
                if (!isFound && start.BytesConsumed >= consumed)
                {
                    isFound = true;
                    place.Path = Text(steps);
                }
            }
            while (start.Read() && start.CurrentDepth >= depth && !(start.CurrentDepth == depth && start.TokenType == JsonTokenType.EndObject));
        }
        catch (JsonException)
        {
            // The text ends or breaks behind the fault: what was found until there is all that can be said.
        }

        return place;
    }

    private void Note(ref Utf8JsonReader reader, List<Step> steps)
    {
        if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
        {
            steps.RemoveAt(steps.Count - 1);
            return;
        }

        if (reader.TokenType == JsonTokenType.PropertyName)
        {
            if (steps.Count > 0)
            {
                steps[^1] = new Step(reader.GetString() ?? "", -1);
            }

            return;
        }

        if (steps.Count > 0 && steps[^1].IsArray)
        {
            steps[^1] = steps[^1] with { Index = steps[^1].Index + 1 };
        }

        if (reader.TokenType == JsonTokenType.String && steps.Count == 2 && steps[0].Name == "metadata")
        {
            Name = steps[1].Name == "name" ? Short(reader.GetString()) : Name;
            Namespace = steps[1].Name == "namespace" ? Short(reader.GetString()) : Namespace;
        }

        if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            steps.Add(new Step("", -1) { IsArray = reader.TokenType == JsonTokenType.StartArray });
        }
    }

    private static string Short(string? text) =>
        text is null ? "" : text.Length <= MaxTextLength ? text : text[..MaxTextLength] + "…";

    private static string Text(List<Step> steps)
    {
        StringBuilder text = new();
        foreach (Step step in steps)
        {
            if (step.IsArray && step.Index >= 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"[{step.Index}]");
            }
            else if (!step.IsArray && step.Name.Length > 0)
            {
                text.Append(text.Length > 0 ? "." : "").Append(Short(step.Name));
            }
        }

        return text.ToString();
    }

    private readonly record struct Step(string Name, int Index)
    {
        public bool IsArray { get; init; }
    }
}
