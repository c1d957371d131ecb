using System.Collections.Immutable;
using System.Globalization;
using Istiod.Benchmarks.Harness;
using Istiod.Incremental.Maps;
using Istiod.Primitives;

namespace Istiod.Benchmarks.Maps;

/// <summary>The comparison of ADR 0001: three persistent maps at 50,000 endpoints.</summary>
internal static class MapComparison
{
    private const int Count = 50_000;

    internal static void Run()
    {
        NamespacedName[] keys = new NamespacedName[Count];
        for (int i = 0; i < Count; i++)
        {
            keys[i] = new NamespacedName(string.Intern("namespace-" + (i % 100)), "service-" + (i / 5) + "-7c9d8b6f5-" + i);
        }

        object[] values = new object[Count];
        Array.Fill(values, new object());
        Buckets(keys, values);
        Tries(keys, values);
        Immutables(keys, values);
    }

    private static void Print(Sample sample)
    {
        Figure figure = Meter.Take("maps", sample);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{figure.Key,-58} {figure.Nanoseconds,14:N0} ns {figure.Bytes,12:N1} B"));
    }

    private static void Buckets(NamespacedName[] keys, object[] values)
    {
        MapBuilder<NamespacedName, object> builder = new();
        PersistentMap<NamespacedName, object> Load()
        {
            builder.Start(PersistentMap<NamespacedName, object>.Empty);
            for (int i = 0; i < Count; i++)
            {
                builder.Set(keys[i], values[i]);
            }

            return builder.Finish();
        }

        PersistentMap<NamespacedName, object> map = Load();
        Print(new Retention("buckets: retained", Count, Load));
        Print(new Operation("buckets: load 50,000", 2, _ => Load()));
        Print(new Operation("buckets: lookup", 500_000, i => map.TryGet(keys[i * 7919L % Count], out _)));
        Print(new Operation("buckets: one change, one revision", 20_000, i =>
        {
            builder.Start(map);
            builder.Set(keys[i * 7919L % Count], values[0]);
            map = builder.Finish();
        }));
        Print(new Operation("buckets: 1,000 changes, one revision", 50, i =>
        {
            builder.Start(map);
            for (int j = 0; j < 1000; j++)
            {
                builder.Set(keys[((i * 1000) + j) * 7919L % Count], values[0]);
            }

            map = builder.Finish();
        }));
        Print(new Operation("buckets: walk all", 20, _ =>
        {
            foreach (KeyValuePair<NamespacedName, object> entry in map)
            {
                GC.KeepAlive(entry.Value);
            }
        }));
    }

    private static void Tries(NamespacedName[] keys, object[] values)
    {
        Hamt<NamespacedName, object> Load()
        {
            object owner = new();
            Hamt<NamespacedName, object> loaded = Hamt<NamespacedName, object>.Empty;
            for (int i = 0; i < Count; i++)
            {
                loaded = loaded.Set(keys[i], values[i], owner);
            }

            return loaded;
        }

        Hamt<NamespacedName, object> map = Load();
        Print(new Retention("trie: retained", Count, Load));
        Print(new Operation("trie: load 50,000", 2, _ => Load()));
        Print(new Operation("trie: lookup", 500_000, i => map.TryGet(keys[i * 7919L % Count], out _)));
        Print(new Operation("trie: one change, one revision", 20_000, i => map = map.Set(keys[i * 7919L % Count], values[0], new object())));
        Print(new Operation("trie: 1,000 changes, one revision", 50, i =>
        {
            object owner = new();
            for (int j = 0; j < 1000; j++)
            {
                map = map.Set(keys[((i * 1000) + j) * 7919L % Count], values[0], owner);
            }
        }));
    }

    private static void Immutables(NamespacedName[] keys, object[] values)
    {
        ImmutableDictionary<NamespacedName, object> Load()
        {
            ImmutableDictionary<NamespacedName, object>.Builder builder = ImmutableDictionary.CreateBuilder<NamespacedName, object>();
            for (int i = 0; i < Count; i++)
            {
                builder[keys[i]] = values[i];
            }

            return builder.ToImmutable();
        }

        object[] other = new object[Count];
        Array.Fill(other, new object());
        ImmutableDictionary<NamespacedName, object> map = Load();
        Print(new Retention("ImmutableDictionary: retained", Count, Load));
        Print(new Operation("ImmutableDictionary: load 50,000", 2, _ => Load()));
        Print(new Operation("ImmutableDictionary: lookup", 500_000, i => map.TryGetValue(keys[i * 7919L % Count], out _)));
        Print(new Operation(
            "ImmutableDictionary: one change, one revision", 20_000, i => map = map.SetItem(keys[i * 7919L % Count], new object())));
        Print(new Operation("ImmutableDictionary: 1,000 changes, one revision", 50, i =>
        {
            ImmutableDictionary<NamespacedName, object>.Builder builder = map.ToBuilder();
            for (int j = 0; j < 1000; j++)
            {
                builder[keys[((i * 1000) + j) * 7919L % Count]] = new object();
            }

            map = builder.ToImmutable();
        }));
        Print(new Operation("ImmutableDictionary: walk all", 20, _ =>
        {
            foreach (KeyValuePair<NamespacedName, object> entry in map)
            {
                GC.KeepAlive(entry.Value);
            }
        }));
    }
}
