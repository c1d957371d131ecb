using System.Collections.Concurrent;
using System.IO.Hashing;

namespace Istiod.Load.Client;

/// <summary>What one stream holds of one type: a hash of the body for each name.</summary>
internal sealed class Holdings
{
    private static readonly ConcurrentDictionary<ulong, int> Ids = new();
    private static readonly ConcurrentDictionary<int, ulong> NameHashes = new();
    private ulong[] _bodies = [];

    public int Count { get; private set; }

    /// <summary>One number for names and bodies together; equal holdings have equal digests.</summary>
    public ulong Digest
    {
        get
        {
            ulong digest = 0;
            for (int id = 0; id < _bodies.Length; id++)
            {
                if (_bodies[id] != 0)
                {
                    digest ^= Mix(NameHashes[id], _bodies[id]);
                }
            }

            return digest;
        }
    }

    public void Put(ReadOnlySpan<byte> name, ReadOnlySpan<byte> body)
    {
        int id = IdOf(name);
        if (id >= _bodies.Length)
        {
            Array.Resize(ref _bodies, Math.Max(id + 1, Ids.Count));
        }

        Count += _bodies[id] == 0 ? 1 : 0;
        _bodies[id] = XxHash3.HashToUInt64(body) | 1;
    }

    public void Remove(ReadOnlySpan<byte> name)
    {
        int id = IdOf(name);
        if (id < _bodies.Length && _bodies[id] != 0)
        {
            _bodies[id] = 0;
            Count--;
        }
    }

    public void Clear()
    {
        Array.Clear(_bodies);
        Count = 0;
    }

    private static int IdOf(ReadOnlySpan<byte> name)
    {
        ulong hash = XxHash3.HashToUInt64(name);
        if (Ids.TryGetValue(hash, out int id))
        {
            return id;
        }

        lock (Ids)
        {
            if (!Ids.TryGetValue(hash, out id))
            {
                id = Ids.Count;
                NameHashes[id] = hash;
                Ids[hash] = id;
            }
        }

        return id;
    }

    private static ulong Mix(ulong a, ulong b)
    {
        ulong mixed = (a ^ (b * 0x9E3779B97F4A7C15)) * 0xFF51AFD7ED558CCD;
        return mixed ^ (mixed >> 32);
    }
}
