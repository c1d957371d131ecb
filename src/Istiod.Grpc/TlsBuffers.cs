using System.Net.Security;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Istiod.Grpc;

/// <summary>Has OpenSSL give back the two record buffers of a connection (34 KB) whenever they are empty.</summary>
/// <remarks>
/// Most connections of a mesh idle most of the time; .NET has no setting for <c>SSL_MODE_RELEASE_BUFFERS</c>. If a later .NET or OpenSSL
/// is built in another way, nothing is set and only memory is lost; a test tells.
/// </remarks>
internal static partial class TlsBuffers
{
    private const int ControlMode = 33; // SSL_CTRL_MODE
    private const int ReleaseBuffers = 0x10; // SSL_MODE_RELEASE_BUFFERS
    private const long FirstVersion = 0x3000_0000; // libssl.so.3, the one that .NET has loaded too
    private const long NextVersion = 0x4000_0000;

    private static readonly FieldInfo? s_session = typeof(SslStream).GetField("_securityContext", BindingFlags.Instance | BindingFlags.NonPublic);
    private static readonly bool s_isKnown = IsKnown();

    /// <summary>Sets it for a connection whose handshake is done.</summary>
    /// <returns>Whether that was possible.</returns>
    public static bool Release(SslStream tls)
    {
        if (!s_isKnown || s_session?.GetValue(tls) is not SafeHandle { IsInvalid: false } session)
        {
            return false;
        }

        try
        {
            return (Control(session, ControlMode, ReleaseBuffers, 0) & ReleaseBuffers) != 0;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException or ObjectDisposedException)
        {
            return false; // nothing but memory is lost
        }
    }

    private static bool IsKnown()
    {
        try
        {
            return OperatingSystem.IsLinux() && SafeEvpPKeyHandle.OpenSslVersion is >= FirstVersion and < NextVersion;
        }
        catch (PlatformNotSupportedException)
        {
            return false;
        }
    }

    [LibraryImport("libssl.so.3", EntryPoint = "SSL_ctrl")]
    private static partial nint Control(SafeHandle session, int command, nint value, nint argument);
}
