using Istiod.Kubernetes;

namespace Istiod.Controllers.Tests.Leadership;

/// <summary>A lock object as an API server keeps it, seen by one replica.</summary>
internal sealed class MemoryLock(MemoryLock.Store store) : ILeaderLock
{
    private int _version;

    public string Name => "lock";

    public Task<LeaderRecord?> GetAsync(CancellationToken cancel)
    {
        store.Check();
        lock (store)
        {
            _version = store.Version;
            return Task.FromResult(store.Record);
        }
    }

    public Task CreateAsync(LeaderRecord record, CancellationToken cancel)
    {
        store.Check();
        lock (store)
        {
            if (store.Record is not null)
            {
                throw new ApiException(new ApiStatus(409, "AlreadyExists", "exists"));
            }

            _version = store.Put(record);
        }

        return Task.CompletedTask;
    }

    public Task UpdateAsync(LeaderRecord record, CancellationToken cancel)
    {
        store.Check();
        lock (store)
        {
            if (store.Record is null)
            {
                throw new ApiException(new ApiStatus(404, "NotFound", "not found"));
            }

            if (store.Version != _version)
            {
                throw new ApiException(new ApiStatus(409, "Conflict", "the object has been modified"));
            }

            _version = store.Put(record);
        }

        return Task.CompletedTask;
    }

    internal sealed class Store
    {
        public LeaderRecord? Record { get; private set; }

        public int Version { get; private set; }

        public int Writes { get; private set; }

        /// <summary>Whether requests fail.</summary>
        public bool IsDown { get; set; }

        public int Put(LeaderRecord record)
        {
            Record = record;
            Writes++;
            return ++Version;
        }

        /// <summary>Somebody deletes the object.</summary>
        public void Delete()
        {
            Record = null;
            Version++;
        }

        public void Check()
        {
            if (IsDown)
            {
                throw new ApiException("connection refused", new IOException("connection refused"));
            }
        }
    }
}
