using System.Diagnostics.CodeAnalysis;
using CommunityToolkit.HighPerformance.Buffers;
using Istiod.Protobuf;

namespace Istiod.Model;

/// <summary>Node metadata as sent, kept small: a mesh holds one for each proxy. What is typed elsewhere is left out.</summary>
/// <remarks>Texts are shared between proxies through a bounded pool. Left out: labels, annotations and the proxy config.</remarks>
public sealed class RawMetadata
{
    /// <summary>No metadata.</summary>
    public static readonly RawMetadata Empty = new([], []);

    private readonly string[] _keys;
    private readonly object[] _values;

    private RawMetadata(string[] keys, object[] values)
    {
        _keys = keys;
        _values = values;
    }

    /// <summary>Copies what is kept.</summary>
    public static RawMetadata From(Struct? metadata)
    {
        if (metadata is null || metadata.Fields.Count == 0)
        {
            return Empty;
        }

        List<string> keys = new(metadata.Fields.Count);
        foreach (string key in metadata.Fields.Keys)
        {
            if (key is not ("LABELS" or "ANNOTATIONS" or "PROXY_CONFIG"))
            {
                keys.Add(StringPool.Shared.GetOrAdd(key));
            }
        }

        keys.Sort(StringComparer.Ordinal);
        object[] values = new object[keys.Count];
        for (int i = 0; i < values.Length; i++)
        {
            Value value = metadata.Fields[keys[i]];
            values[i] = value.Kind == ValueKind.String ? StringPool.Shared.GetOrAdd(value.StringValue) : value;
        }

        return new RawMetadata([.. keys], values);
    }

    /// <summary>The text under a key; anything but a text counts as absent.</summary>
    public bool TryGetText(string key, [NotNullWhen(true)] out string? text)
    {
        int at = Array.BinarySearch(_keys, key, StringComparer.Ordinal);
        text = at < 0 ? null : _values[at] as string;
        return text is not null;
    }

    /// <summary>The value under a key, whatever its kind.</summary>
    public bool TryGet(string key, [NotNullWhen(true)] out Value? value)
    {
        int at = Array.BinarySearch(_keys, key, StringComparer.Ordinal);
        value = at < 0 ? null : _values[at] as Value ?? Value.For((string)_values[at]);
        return value is not null;
    }
}
