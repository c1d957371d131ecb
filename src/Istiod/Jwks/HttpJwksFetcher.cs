using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Istiod.Model;

namespace Istiod.Jwks;

/// <summary>Gets key sets over HTTP(S), from the address a rule names or the one its issuer publishes.</summary>
/// <remarks>
/// Who may write a RequestAuthentication chooses where we connect to: blocked ranges are checked for every connection, nothing that
/// comes back is logged, an answer is at most 1 MiB. istiod: pilot/pkg/model/jwks_resolver.go. Differs: no limit of size there; a
/// redirect from HTTPS to HTTP is not followed here.
/// </remarks>
internal sealed class HttpJwksFetcher : IJwksFetcher, IDisposable
{
    private const int MaxBytes = 1024 * 1024;
    private const string Discovery = "/.well-known/openid-configuration";

    private readonly BlockedAddresses _blocked;
    private readonly X509Certificate2Collection _extraRoots;
    private readonly JwksMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly bool _skipsVerification;

    // most meshes fetch nothing: TLS and all that belongs to it is not even loaded then
    private readonly Lazy<HttpClient> _client;

    /// <summary>A fetcher.</summary>
    /// <param name="blocked">Where never to connect to.</param>
    /// <param name="extraRoots">Roots beside the system's.</param>
    /// <param name="skipsVerification">Whether any certificate is taken (<c>JWKS_RESOLVER_INSECURE_SKIP_VERIFY</c>).</param>
    /// <param name="metrics">Counts.</param>
    /// <param name="time">Limits fetches.</param>
    public HttpJwksFetcher(
        BlockedAddresses blocked, X509Certificate2Collection extraRoots, bool skipsVerification, JwksMetrics metrics, TimeProvider time)
    {
        _blocked = blocked;
        _extraRoots = extraRoots;
        _time = time;
        _metrics = metrics;
        _skipsVerification = skipsVerification;
        _client = new Lazy<HttpClient>(Open);
    }

    /// <inheritdoc/>
    public async Task<string> FetchAsync(JwtKeysDemand demand, TimeSpan timeout, CancellationToken cancellation)
    {
        using CancellationTokenSource limit = new(timeout, _time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        try
        {
            string address = demand.Uri;
            if (address.Length == 0)
            {
                string description = await GetAsync(demand.Issuer.TrimEnd('/') + Discovery, either.Token);
                address = JwksDocument.KeysAddress(description)
                    ?? throw new IOException("invalid jwks_uri in openID discovery configuration");
            }

            string text = await GetAsync(address, either.Token);
            return JwksDocument.IsKeySet(text) ? text : throw new IOException("the answer is no key set");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new IOException($"no answer within {timeout.TotalSeconds:0.###} s");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_client.IsValueCreated)
        {
            _client.Value.Dispose();
        }
    }

    private HttpClient Open()
    {
        SslClientAuthenticationOptions tls = new() { EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13 };
        if (_skipsVerification)
        {
#pragma warning disable CA5359 // as the user asked for
            tls.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        }
        else if (_extraRoots.Count > 0)
        {
            tls.RemoteCertificateValidationCallback = (_, certificate, chain, errors) => IsTrusted(certificate, chain, errors);
        }

#pragma warning disable CA2000 // the client owns it
        SocketsHttpHandler handler = new()
        {
            ConnectCallback = ConnectAsync,
            SslOptions = tls,
            UseCookies = false,
            MaxAutomaticRedirections = 10,
            MaxResponseHeadersLength = 16,
            AutomaticDecompression = DecompressionMethods.GZip,
            PooledConnectionLifetime = TimeSpan.Zero,
        };
#pragma warning restore CA2000
        return new HttpClient(handler, disposeHandler: true) { Timeout = Timeout.InfiniteTimeSpan };
    }

    private async Task<string> GetAsync(string address, CancellationToken cancellation)
    {
        bool isGood = false;
        try
        {
            if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("http" or "https"))
            {
                throw new IOException("the address is no HTTP(S) URL");
            }

            using HttpRequestMessage request = new(HttpMethod.Get, uri);
            request.Headers.ConnectionClose = true;
            using HttpResponseMessage response = await _client.Value.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (!response.IsSuccessStatusCode)
            {
                throw new IOException($"status {(int)response.StatusCode}");
            }

            string text = await ReadAsync(response, cancellation);
            isGood = true;
            return text;
        }
        catch (Exception e) when (e is HttpRequestException or SocketException or UriFormatException or InvalidDataException
            or NotSupportedException or InvalidOperationException or AuthenticationException)
        {
            // beside failed connections: redirects to what is no address of a server, and bodies that are not compressed as they say
            throw new IOException(e.InnerException is { } inner ? $"{e.Message}: {inner.Message}" : e.Message, e);
        }
        finally
        {
            (isGood ? _metrics.Fetched : _metrics.Failed).Increment();
        }
    }

    private static async Task<string> ReadAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        await using Stream body = await response.Content.ReadAsStreamAsync(cancellation);
        byte[] buffer = new byte[16 * 1024];
        int length = 0;
        while (true)
        {
            int read = await body.ReadAsync(buffer.AsMemory(length), cancellation);
            if (read == 0)
            {
                return Encoding.UTF8.GetString(buffer, 0, length);
            }

            length += read;
            if (length > MaxBytes)
            {
                throw new IOException("the answer is too large");
            }

            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
            }
        }
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        DnsEndPoint place = context.DnsEndPoint;
        IPAddress[] addresses = IPAddress.TryParse(place.Host, out IPAddress? literal)
            ? [literal]
            : await Dns.GetHostAddressesAsync(place.Host, cancellation);
        Exception? last = null;
        foreach (IPAddress address in addresses)
        {
            if (_blocked.Holds(address))
            {
                last = new IOException($"connection to {place.Host} (resolved IP {address}) blocked");
                continue;
            }

            Socket? socket = null;
            try
            {
                socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(new IPEndPoint(address, place.Port), cancellation);
                NetworkStream stream = new(socket, ownsSocket: true);
                socket = null;
                return stream;
            }
            catch (SocketException e)
            {
                last = e; // another address may answer
            }
            finally
            {
                socket?.Dispose();
            }
        }

        throw last ?? new IOException($"{place.Host} has no address");
    }

    private bool IsTrusted(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors != SslPolicyErrors.RemoteCertificateChainErrors || certificate is not X509Certificate2 shown || chain is null)
        {
            return errors == SslPolicyErrors.None;
        }

        using X509Chain again = new();
        again.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        again.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        again.ChainPolicy.DisableCertificateDownloads = true;
        again.ChainPolicy.CustomTrustStore.AddRange(_extraRoots);
        foreach (X509ChainElement element in chain.ChainElements)
        {
            again.ChainPolicy.ExtraStore.Add(element.Certificate);
        }

        return again.Build(shown);
    }
}
