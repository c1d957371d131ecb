using System.Text;
using Istiod.Config;
using Istiod.Config.Defaulting;
using Istiod.Config.Yaml;
using Istiod.Files;

namespace Istiod.Benchmarks.Meshes;

/// <summary>YAML → objects, as files are read.</summary>
internal sealed class ObjectReader
{
    private readonly ObjectDefaulter _defaulter = new();
    private int _read;

    /// <summary>The one object of a text.</summary>
    public ConfigObject Object(string yaml)
    {
        DataNode root = YamlReader.ReadAll(Encoding.UTF8.GetBytes(yaml), "text", YamlOptions.Objects)[0].Root
            ?? throw new InvalidOperationException(yaml);
        KindDescriptor kind = KindOf(root);
        _defaulter.Apply(kind, root);
        DecodeResult result = Config.Decoder.Decode(kind, root.ToJson(), DateTimeOffset.UnixEpoch.AddSeconds(++_read));
        return result.Object ?? throw new InvalidOperationException(result.Findings[0].Message);
    }

    /// <summary>An object as a change that brings it.</summary>
    public ConfigChange Change(string yaml)
    {
        ConfigObject made = Object(yaml);
        return new ConfigChange(made.Kind, made.Key, made);
    }

    /// <summary>The JSON that an API server would send for it.</summary>
    public byte[] Json(string yaml, out KindDescriptor kind)
    {
        DataNode root = YamlReader.ReadAll(Encoding.UTF8.GetBytes(yaml), "text", YamlOptions.Objects)[0].Root
            ?? throw new InvalidOperationException(yaml);
        kind = KindOf(root);
        _defaulter.Apply(kind, root);
        return root.ToJson();
    }

    private static KindDescriptor KindOf(DataNode root) =>
        KindCatalog.TryGet(root.TextOf("apiVersion") ?? "", root.TextOf("kind") ?? "", out KindDescriptor? kind)
            ? kind
            : throw new InvalidOperationException("no such kind");
}
