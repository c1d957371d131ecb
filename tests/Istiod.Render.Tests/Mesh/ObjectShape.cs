using System.Text;
using Istiod.Config;
using Istiod.Config.Defaulting;
using Istiod.Config.Yaml;
using Istiod.Primitives;

namespace Istiod.Render.Tests.Mesh;

/// <summary>An object of the test mesh that can take many forms, each told by a vector of choices.</summary>
internal sealed class ObjectShape
{
    private readonly Func<Picks, string> _text;
    private readonly System.Runtime.CompilerServices.ConditionalWeakTable<int[], ConfigObject> _made = [];

    /// <param name="area">The area whose tests edit it; the others hold it still.</param>
    /// <param name="text">YAML of the object; kind, namespace and name do not depend on the choices.</param>
    public ObjectShape(string area, ClusterId cluster, Func<Picks, string> text)
    {
        Area = area;
        Cluster = cluster;
        _text = text;
        ConfigObject some = Make(new int[Picks.Length], 0);
        Kind = some.Kind;
        Key = new ObjectKey(cluster, some.Meta.Namespace, some.Meta.Name);
    }

    public string Area { get; }

    public ClusterId Cluster { get; }

    public KindDescriptor Kind { get; }

    public ObjectKey Key { get; }

    /// <summary>The YAML of a form.</summary>
    public string Text(int[] choices) => _text(new Picks(choices));

    /// <summary>How many choices count for a form.</summary>
    public int Used(int[] choices)
    {
        Picks picks = new(choices);
        _text(picks);
        return picks.Used;
    }

    /// <summary>The form with one choice changed, so that the object does change (as a rule).</summary>
    public int[] Vary(Random random, int[] before)
    {
        Picks picks = new(before);
        string text = _text(picks);
        int[] choices = before;
        for (int attempt = 0; attempt < 10; attempt++)
        {
            // One more than is used: the age.
            int at = random.Next(Math.Min(picks.Used, choices.Length - 1) + 1);
            choices = [.. before];
            choices[at == picks.Used ? choices.Length - 1 : at] = random.Next(60);
            if (at == picks.Used || Text(choices) != text)
            {
                break;
            }
        }

        return choices;
    }

    /// <summary>A form; the last choice decides how old the object is. Equal vectors may give one instance.</summary>
    public ConfigObject Make(int[] choices, int rank) => _made.GetValue(choices, made => Decode(made, rank));

    private ConfigObject Decode(int[] choices, int rank)
    {
        string text = Text(choices);
        if (!YamlReader.TryRead(Encoding.UTF8.GetBytes(text), "shape", 1, YamlOptions.Objects, out DataNode? root, out Finding? fault)
            || root is null)
        {
            throw new InvalidOperationException($"{fault}\n{text}");
        }

        if (!KindCatalog.TryGet(root.TextOf("apiVersion") ?? "", root.TextOf("kind") ?? "", out KindDescriptor? kind))
        {
            throw new InvalidOperationException($"unknown kind\n{text}");
        }

        new ObjectDefaulter().Apply(kind, root);
        using MemoryStream json = new();
        using (System.Text.Json.Utf8JsonWriter writer = new(json, DataNode.Writing))
        {
            root.WriteTo(writer);
        }

        int age = rank + (choices[^1] % 4 == 3 ? 1000 : 0);
        DecodeResult result = Istiod.Config.Decoder.Decode(kind, json.ToArray(), DateTimeOffset.UnixEpoch.AddSeconds(age));
        return result.IsOk ? result.Object : throw new InvalidOperationException($"{result.Findings[0]}\n{text}");
    }

    public override string ToString() => $"{Cluster.Value}/{Kind.Kind}/{Key.Namespace}/{Key.Name}";
}
