using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json.Nodes;
using Istiod.Config;
using Istiod.Config.Yaml;
using Istiod.GoTemplate;
using Istiod.Primitives;
using Istiod.Webhooks.Injection.Json;
using Istiod.Webhooks.Injection.Kube;

namespace Istiod.Webhooks.Injection.Config;

/// <summary>Reads the injector's configuration.</summary>
/// <remarks>istiod: pkg/kube/inject/inject.go:UnmarshalConfig, ParseTemplates.</remarks>
public static class InjectorConfigReader
{
    // The name under which errors of any template are told.
    private const string TemplateName = "inject";

    /// <summary>Reads YAML.</summary>
    /// <param name="functions">What templates may call.</param>
    /// <param name="fault">What is wrong with the text or with a template; null if it was read.</param>
    public static bool TryRead(
        string yaml, FunctionTable functions, [NotNullWhen(true)] out InjectorConfig? config, [NotNullWhen(false)] out string? fault)
    {
        config = null;
        if (!YamlReader.TryRead(Encoding.UTF8.GetBytes(yaml), "config", 1, null, out DataNode? root, out Finding? broken))
        {
            fault = $"failed to unmarshal injection template: {broken}";
            return false;
        }

        JsonObject tree;
        try
        {
            tree = TypedTree.Apply(JsonTree.From(root), KubeTypes.InjectorConfig);
        }
        catch (GoJsonFault wrong)
        {
            // A value of a wrong type: the user's mistake, handed back.
            fault = $"failed to unmarshal injection template: {wrong.Message}";
            return false;
        }

        Dictionary<string, string> texts = Texts(tree, "templates");
        Dictionary<string, Template> templates = new(StringComparer.Ordinal);
        foreach (KeyValuePair<string, string> text in texts)
        {
            if (!Template.TryParse(TemplateName, text.Value, functions, out Template? template, out TemplateError? error))
            {
                fault = error.Message;
                return false;
            }

            templates[text.Key] = template;
        }

        List<string> defaults = Strings(tree.ArrayAt("defaultTemplates"));
        config = new InjectorConfig
        {
            Policy = tree.TextAt("policy"),
            DefaultTemplates = defaults.Count == 0 ? ["sidecar"] : defaults,
            Templates = templates,
            Texts = texts,
            Aliases = Aliases(tree),
            NeverInject = Selectors(tree, "neverInjectSelector"),
            AlwaysInject = Selectors(tree, "alwaysInjectSelector"),
            Annotations = Texts(tree, "injectedAnnotations"),
        };
        fault = null;
        return true;
    }

    private static Dictionary<string, string> Texts(JsonObject tree, string name)
    {
        Dictionary<string, string> texts = new(StringComparer.Ordinal);
        foreach (KeyValuePair<string, JsonNode?> entry in tree.ObjectAt(name) ?? [])
        {
            texts[entry.Key] = entry.Value.Text() ?? "";
        }

        return texts;
    }

    private static Dictionary<string, IReadOnlyList<string>> Aliases(JsonObject tree)
    {
        Dictionary<string, IReadOnlyList<string>> aliases = new(StringComparer.Ordinal);
        foreach (KeyValuePair<string, JsonNode?> entry in tree.ObjectAt("aliases") ?? [])
        {
            aliases[entry.Key] = Strings(entry.Value as JsonArray);
        }

        return aliases;
    }

    private static List<string> Strings(JsonArray? items)
    {
        List<string> texts = [];
        foreach (JsonNode? item in items ?? [])
        {
            texts.Add(item.Text() ?? "");
        }

        return texts;
    }

    /// <summary>A selector that cannot be used matches nothing, as in the reference.</summary>
    private static List<LabelSelector> Selectors(JsonObject tree, string name)
    {
        List<LabelSelector> selectors = [];
        foreach (JsonNode? item in tree.ArrayAt(name) ?? [])
        {
            if (item is not null
                && LabelSelectorJson.TryRead(Encoding.UTF8.GetBytes(item.ToJsonString()), out LabelSelector? selector, out _))
            {
                selectors.Add(selector);
            }
        }

        return selectors;
    }
}
