using System.Numerics;

namespace Istiod.Benchmarks.Maps;

/// <summary>A hash trie of 32-way nodes with in-place edits by an owner token: the rival of ADR 0001, kept to repeat the comparison.</summary>
internal sealed class Hamt<K, V>
    where K : notnull
{
    internal static readonly Hamt<K, V> Empty = new(new Node(0, 0, [], [], null));
    private readonly Node _root;

    private Hamt(Node root) => _root = root;

    internal bool TryGet(K key, out V value)
    {
        uint hash = Spread(key);
        Node node = _root;
        for (int shift = 0; ; shift += 5)
        {
            uint bit = 1u << (int)((hash >> shift) & 31);
            if (shift > 30)
            {
                bit = 1;
            }

            if ((node.NodeMap & bit) != 0 && shift <= 30)
            {
                node = node.Children[BitOperations.PopCount(node.NodeMap & (bit - 1))];
                continue;
            }

            if (shift > 30)
            {
                foreach (KeyValuePair<K, V> entry in node.Data)
                {
                    if (EqualityComparer<K>.Default.Equals(entry.Key, key))
                    {
                        value = entry.Value;
                        return true;
                    }
                }
            }
            else if ((node.DataMap & bit) != 0)
            {
                ref KeyValuePair<K, V> entry = ref node.Data[BitOperations.PopCount(node.DataMap & (bit - 1))];
                if (EqualityComparer<K>.Default.Equals(entry.Key, key))
                {
                    value = entry.Value;
                    return true;
                }
            }

            value = default!;
            return false;
        }
    }

    internal Hamt<K, V> Set(K key, V value, object owner)
    {
        Node root = Set(_root, key, value, Spread(key), 0, owner);
        return ReferenceEquals(root, _root) ? this : new Hamt<K, V>(root);
    }

    private static uint Spread(K key)
    {
        uint hash = (uint)key.GetHashCode() * 0x9E3779B1u;
        return hash ^ (hash >> 15);
    }

    private static Node Set(Node node, K key, V value, uint hash, int shift, object owner)
    {
        if (shift > 30)
        {
            for (int i = 0; i < node.Data.Length; i++)
            {
                if (EqualityComparer<K>.Default.Equals(node.Data[i].Key, key))
                {
                    KeyValuePair<K, V>[] same = (KeyValuePair<K, V>[])node.Data.Clone();
                    same[i] = new(key, value);
                    return new Node(node.DataMap, 0, same, [], owner);
                }
            }

            return new Node(1, 0, [.. node.Data, new(key, value)], [], owner);
        }

        uint bit = 1u << (int)((hash >> shift) & 31);
        if ((node.NodeMap & bit) != 0)
        {
            int at = BitOperations.PopCount(node.NodeMap & (bit - 1));
            Node child = node.Children[at];
            Node changed = Set(child, key, value, hash, shift + 5, owner);
            if (ReferenceEquals(child, changed))
            {
                return node;
            }

            Node mine = node.Owner == owner ? node : new Node(node.DataMap, node.NodeMap, node.Data, (Node[])node.Children.Clone(), owner);
            mine.Children[at] = changed;
            return mine;
        }

        int dataAt = BitOperations.PopCount(node.DataMap & (bit - 1));
        if ((node.DataMap & bit) == 0)
        {
            KeyValuePair<K, V>[] grown = new KeyValuePair<K, V>[node.Data.Length + 1];
            Array.Copy(node.Data, grown, dataAt);
            grown[dataAt] = new(key, value);
            Array.Copy(node.Data, dataAt, grown, dataAt + 1, node.Data.Length - dataAt);
            return With(node, node.DataMap | bit, node.NodeMap, grown, node.Children, owner);
        }

        KeyValuePair<K, V> old = node.Data[dataAt];
        if (EqualityComparer<K>.Default.Equals(old.Key, key))
        {
            KeyValuePair<K, V>[] same = (KeyValuePair<K, V>[])node.Data.Clone();
            same[dataAt] = new(key, value);
            return With(node, node.DataMap, node.NodeMap, same, node.Children, owner);
        }

        Node below = Set(new Node(0, 0, [], [], owner), old.Key, old.Value, Spread(old.Key), shift + 5, owner);
        below = Set(below, key, value, hash, shift + 5, owner);
        KeyValuePair<K, V>[] rest = new KeyValuePair<K, V>[node.Data.Length - 1];
        Array.Copy(node.Data, rest, dataAt);
        Array.Copy(node.Data, dataAt + 1, rest, dataAt, rest.Length - dataAt);
        int childAt = BitOperations.PopCount(node.NodeMap & (bit - 1));
        Node[] children = new Node[node.Children.Length + 1];
        Array.Copy(node.Children, children, childAt);
        children[childAt] = below;
        Array.Copy(node.Children, childAt, children, childAt + 1, node.Children.Length - childAt);
        return With(node, node.DataMap & ~bit, node.NodeMap | bit, rest, children, owner);
    }

    private static Node With(Node node, uint dataMap, uint nodeMap, KeyValuePair<K, V>[] data, Node[] children, object owner)
    {
        if (node.Owner != owner)
        {
            return new Node(dataMap, nodeMap, data, children, owner);
        }

        (node.DataMap, node.NodeMap, node.Data, node.Children) = (dataMap, nodeMap, data, children);
        return node;
    }

    private sealed class Node(uint dataMap, uint nodeMap, KeyValuePair<K, V>[] data, Node[] children, object? owner)
    {
        internal uint DataMap = dataMap;
        internal uint NodeMap = nodeMap;
        internal KeyValuePair<K, V>[] Data = data;
        internal Node[] Children = children;
        internal readonly object? Owner = owner;
    }
}
