namespace Istiod.Kubernetes;

/// <summary>A secret of a cluster's configuration: text that was given, or a file that may be replaced at any time.</summary>
public sealed class Credential
{
    private static readonly TimeSpan s_maxAge = TimeSpan.FromMinutes(1);
    private readonly Lock _lock = new();
    private readonly string? _file;
    private byte[] _value = [];
    private long _readAt;
    private bool _isRead;

    private Credential(string? file, byte[] value)
    {
        _file = file;
        _value = value;
    }

    /// <summary>A fixed value.</summary>
    public static Credential Of(ReadOnlySpan<byte> value) => new(null, value.ToArray());

    /// <summary>A file, read when needed and again once it is a minute old.</summary>
    public static Credential OfFile(string path) => new(path, []);

    /// <summary>The value; of a file that cannot be read any more, the last one.</summary>
    /// <param name="isRefused">Whether the server refused the value: then the file is read again at once.</param>
    /// <exception cref="ApiException">The file could never be read.</exception>
    public ReadOnlyMemory<byte> Read(TimeProvider time, bool isRefused = false)
    {
        if (_file is null)
        {
            return _value;
        }

        lock (_lock)
        {
            if (_isRead && !isRefused && time.GetElapsedTime(_readAt) < s_maxAge)
            {
                return _value;
            }

            try
            {
                byte[] value = File.ReadAllBytes(_file);
                if (!value.AsSpan().SequenceEqual(_value))
                {
                    _value = value; // the same array while nothing changed: callers compare by reference
                }

                _isRead = true;
                _readAt = time.GetTimestamp();
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                if (!_isRead)
                {
                    throw new ApiException($"cannot read {_file}: {fault.Message}", fault);
                }

                _readAt = time.GetTimestamp();
            }

            return _value;
        }
    }
}
