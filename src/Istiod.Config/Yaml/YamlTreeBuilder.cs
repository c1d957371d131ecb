using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Istiod.Config.Yaml;

/// <summary>Builds the tree of one document from parser events: anchors, merge keys, doubles, limits.</summary>
internal sealed class YamlTreeBuilder(IParser parser, YamlOptions options)
{
    private readonly Dictionary<string, DataNode?> _anchors = new(StringComparer.Ordinal);
    private int _nodes = options.MaxNodes;
    private int _depth;

    public DataNode Read()
    {
        parser.MoveNext();
        while (parser.Current is StreamStart or DocumentStart or Comment)
        {
            if (parser.Current is DocumentStart { Version: { } version } && version.Version is not { Major: 1, Minor: 1 })
            {
                throw new YamlFault("found incompatible YAML document", LineOf(parser.Current));
            }

            parser.MoveNext();
        }

        if (parser.Current is null or StreamEnd)
        {
            return DataNode.Null(1);
        }

        DataNode root = Node();
        if (parser.Current is not DocumentEnd)
        {
            throw new YamlFault("did not find expected document end", LineOf(parser.Current));
        }

        return root;
    }

    /// <summary>Reads the node that the current event begins; leaves the parser behind it.</summary>
    private DataNode Node()
    {
        if (--_nodes < 0)
        {
            throw new YamlFault($"document contains more than {options.MaxNodes} nodes", LineOf(parser.Current));
        }

        switch (parser.Current)
        {
            case Scalar scalar:
                DataNode value = YamlScalar.Resolve(scalar, LineOf(scalar), options);
                Remember(scalar.Anchor, value);
                parser.MoveNext();
                return value;
            case SequenceStart sequence:
                return Nested(() => Sequence(sequence));
            case MappingStart mapping:
                return Nested(() => Mapping(mapping));
            case AnchorAlias alias:
                DataNode target = Alias(alias);
                parser.MoveNext();
                return target;
            default:
                throw new YamlFault("did not find expected node content", LineOf(parser.Current));
        }
    }

    private DataNode Nested(Func<DataNode> read)
    {
        if (++_depth > options.MaxDepth)
        {
            throw new YamlFault($"exceeded max depth of {options.MaxDepth}", LineOf(parser.Current));
        }

        DataNode node = read();
        _depth--;
        return node;
    }

    private DataNode Sequence(SequenceStart start)
    {
        DataNode array = DataNode.Array(LineOf(start));
        Open(start.Anchor);
        parser.MoveNext();
        while (parser.Current is not SequenceEnd)
        {
            array.Add(Node());
        }

        parser.MoveNext();
        Remember(start.Anchor, array);
        return array;
    }

    private DataNode Mapping(MappingStart start)
    {
        DataNode map = DataNode.Object(LineOf(start));
        Open(start.Anchor);
        parser.MoveNext();
        while (parser.Current is not MappingEnd)
        {
            ParsingEvent? keyEvent = parser.Current;
            int line = LineOf(keyEvent);
            if (keyEvent is Scalar scalar && YamlScalar.IsMerge(scalar))
            {
                parser.MoveNext();
                Merge(map, Node(), line);
                continue;
            }

            string key = Key(keyEvent, line);
            if (options.IsStrict && map[key] is not null)
            {
                throw new YamlFault($"key \"{key}\" already set in map", line);
            }

            map.Set(key, Node());
        }

        parser.MoveNext();
        Remember(start.Anchor, map);
        return map;
    }

    private string Key(ParsingEvent? key, int line)
    {
        switch (key)
        {
            case Scalar scalar:
                string text = YamlScalar.ResolveKey(scalar, line, options);
                Remember(scalar.Anchor, DataNode.String(text, line));
                parser.MoveNext();
                return text;
            case AnchorAlias alias:
                DataNode target = Alias(alias);
                parser.MoveNext();
                return target.Kind switch
                {
                    DataKind.String or DataKind.Number => target.Text,
                    DataKind.True => "true",
                    DataKind.False => "false",
                    _ => throw new YamlFault("invalid map key", line),
                };
            default:
                throw new YamlFault("invalid map key", line);
        }
    }

    /// <summary>A merge takes effect where it stands: it overrides what is above it, and is overridden by what is below.</summary>
    private void Merge(DataNode map, DataNode value, int line)
    {
        switch (value.Kind)
        {
            case DataKind.Object:
                MergeMembers(map, value, line);
                break;
            case DataKind.Array:
                // Earlier items win, so they come last.
                for (int i = value.Items.Count - 1; i >= 0; i--)
                {
                    if (value.Items[i].Kind != DataKind.Object)
                    {
                        throw new YamlFault("map merge requires map or sequence of maps as the value", line);
                    }

                    MergeMembers(map, value.Items[i], line);
                }

                break;
            default:
                throw new YamlFault("map merge requires map or sequence of maps as the value", line);
        }
    }

    private void MergeMembers(DataNode map, DataNode from, int line)
    {
        foreach (KeyValuePair<string, DataNode> member in from.Members)
        {
            if (options.IsStrict && map[member.Key] is not null)
            {
                throw new YamlFault($"key \"{member.Key}\" already set in map", line);
            }

            map.Set(member.Key, member.Value);
        }
    }

    private DataNode Alias(AnchorAlias alias)
    {
        string name = alias.Value.Value;
        if (!_anchors.TryGetValue(name, out DataNode? target))
        {
            throw new YamlFault($"unknown anchor '{name}' referenced", LineOf(alias));
        }

        if (target is null)
        {
            throw new YamlFault($"anchor '{name}' value contains itself", LineOf(alias));
        }

        return target.Clone(ref _nodes) ?? throw new YamlFault("document contains excessive aliasing", LineOf(alias));
    }

    private void Open(AnchorName anchor)
    {
        if (!anchor.IsEmpty)
        {
            _anchors[anchor.Value] = null;
        }
    }

    private void Remember(AnchorName anchor, DataNode value)
    {
        if (!anchor.IsEmpty)
        {
            _anchors[anchor.Value] = value;
        }
    }

    private static int LineOf(ParsingEvent? at) => at is null ? 1 : (int)at.Start.Line;
}
