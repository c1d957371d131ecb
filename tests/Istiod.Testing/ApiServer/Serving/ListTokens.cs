using System.Globalization;
using System.Text;
using Istiod.Testing.ApiServer.Json;
using Istiod.Testing.ApiServer.Resources;
using Istiod.Testing.ApiServer.Storage;

namespace Istiod.Testing.ApiServer.Serving;

/// <summary>Continue tokens and the snapshots that they go on with. Thread-safe; snapshots are bounded in number.</summary>
internal sealed class ListTokens
{
    private const int MaxSnapshots = 64;
    private readonly Lock _lock = new();
    private readonly List<(string Key, Snapshot Snapshot)> _snapshots = [];

    public string Issue(ApiResource resource, Snapshot snapshot, string last)
    {
        string key = KeyOf(resource, snapshot.Revision);
        lock (_lock)
        {
            if (!_snapshots.Any(s => s.Key == key))
            {
                _snapshots.Add((key, snapshot));
                if (_snapshots.Count > MaxSnapshots)
                {
                    _snapshots.RemoveAt(0);
                }
            }
        }

        return Encode(snapshot.Revision, last);
    }

    /// <summary>Where a token goes on.</summary>
    /// <exception cref="ApiStatusException">410 with a token for the rest as it is now, if the snapshot is gone; 400 for no token of ours.</exception>
    public (Snapshot Snapshot, string After) Resume(ApiResource resource, ObjectStore store, string token)
    {
        (long revision, string last) = Decode(token);
        if (revision < 0)
        {
            return (store.List(resource), last);
        }

        string key = KeyOf(resource, revision);
        lock (_lock)
        {
            foreach ((string known, Snapshot snapshot) in _snapshots)
            {
                if (known == key)
                {
                    return (snapshot, last);
                }
            }
        }

        throw new ApiStatusException(
            410,
            "Expired",
            "The provided continue parameter is too old to display a consistent list result. You can start a new list without "
            + "the continue parameter, or use the continue token in this response to retrieve the remainder of the results.")
        {
            Continue = Encode(-1, last),
        };
    }

    /// <summary>Expires all tokens.</summary>
    public void Expire()
    {
        lock (_lock)
        {
            _snapshots.Clear();
        }
    }

    private static string KeyOf(ApiResource resource, long revision) =>
        string.Create(CultureInfo.InvariantCulture, $"{resource.StorageKey}@{revision}");

    private static string Encode(long revision, string last) => Convert.ToBase64String(
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{revision}\n{last}")))
        .Replace('+', '-').Replace('/', '_').TrimEnd('=');

    private static (long Revision, string Last) Decode(string token)
    {
        try
        {
            string padded = token.Replace('-', '+').Replace('_', '/') + new string('=', (4 - (token.Length % 4)) % 4);
            string[] parts = Encoding.UTF8.GetString(Convert.FromBase64String(padded)).Split('\n');
            if (parts.Length == 2 && parts[1].Contains('/', StringComparison.Ordinal))
            {
                return (long.Parse(parts[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture), parts[1]);
            }
        }
        catch (FormatException)
        {
            // Not a token of ours: the same answer as for a wrong shape.
        }

        throw ApiStatusException.BadRequest("continue key is not valid: illegal base64 data");
    }
}
