using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Istiod.Kubernetes.Connection;

namespace Istiod.Kubernetes;

/// <summary>
/// The way to one API server: one HTTP/2 connection over TLS for everything, kept alive by pings; certificates and tokens are read
/// again when they change. Thread-safe.
/// </summary>
/// <remarks>Over <c>http://</c> HTTP/1.1 is spoken, with a connection for each watch (for tests).</remarks>
public sealed class ClusterConnection : IDisposable
{
    private const int MaxErrorBytes = 64 << 10;
    private static readonly TimeSpan s_longestRetry = TimeSpan.FromSeconds(60);
    private readonly ClusterConfig _config;
    private readonly ClusterConnectionOptions _options;
    private readonly TimeProvider _time;
    private readonly ServerTrust _trust;
    private readonly SocketsHttpHandler _handler;
    private readonly HttpMessageInvoker _http;
    private readonly TokenBucket _common;
    private readonly TokenBucket _reviews;
    private readonly TokenBucket _leases;
    private readonly AuthenticationHeaderValue? _basic;

    /// <summary>Connects to nothing yet.</summary>
    public ClusterConnection(ClusterConfig config, ClusterConnectionOptions options, TimeProvider time)
    {
        _config = config;
        _options = options;
        _time = time;
        _trust = new ServerTrust(config, time);
        _common = new TokenBucket(options.RequestsPerSecond, options.Burst, TimeSpan.FromMinutes(5), time);
        _reviews = new TokenBucket(options.ReviewsPerSecond, (int)options.ReviewsPerSecond, TimeSpan.FromSeconds(2), time);
        _leases = new TokenBucket(options.LeaseRequestsPerSecond, 2 * (int)options.LeaseRequestsPerSecond, TimeSpan.FromSeconds(5), time);
        _basic = config.BasicAuthentication.Length > 0
            ? new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(config.BasicAuthentication)))
            : null;
        _handler = NewHandler();
        _http = new HttpMessageInvoker(_handler, disposeHandler: false);
    }

    /// <summary>Where the server is.</summary>
    public Uri Server => _config.Server;

    /// <summary>Sends a request and reads the whole answer.</summary>
    /// <returns>The body.</returns>
    /// <exception cref="ApiException">The server refused, or could not be reached in time.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task<byte[]> SendAsync(ApiRequest request, CancellationToken cancel)
    {
        using CancellationTokenSource limit = new(_options.Timeout, _time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            using ApiAnswer answer = await OpenAsync(request, either.Token);
            return await BoundedBody.ReadAsync(answer.Body, _options.MaxAnswerBytes, either.Token);
        }
        catch (OperationCanceledException late) when (!cancel.IsCancellationRequested)
        {
            throw new ApiException($"{request.Method} {request.PathAndQuery}: no answer in time", late);
        }
        catch (Exception fault) when (IsBroken(fault))
        {
            throw new ApiException($"{request.Method} {request.PathAndQuery}: {fault.Message}", fault);
        }
    }

    /// <summary>Sends a request; returns once the head of a successful answer is there.</summary>
    /// <exception cref="ApiException">The server refused, or could not be reached.</exception>
    internal async Task<ApiAnswer> OpenAsync(ApiRequest request, CancellationToken cancel)
    {
        bool isTokenFresh = false;
        for (int attempt = 1; ; attempt++)
        {
            await BudgetOf(request.Budget).WaitAsync(cancel);
            HttpResponseMessage answer = await ExchangeAsync(request, isTokenFresh, cancel);
            try
            {
                if (answer.IsSuccessStatusCode)
                {
                    ApiAnswer open = new(answer, await answer.Content.ReadAsStreamAsync(cancel));
                    answer = null!; // handed over
                    return open;
                }

                ApiException refusal = await RefusalAsync(answer, cancel);
                if (refusal.Status.Code == 401 && !isTokenFresh && _config.Token is not null)
                {
                    isTokenFresh = true; // the token may have been replaced a moment ago
                    continue;
                }

                if (refusal.RetryAfter is not { } pause || attempt >= _options.Attempts)
                {
                    throw refusal;
                }

                await Task.Delay(pause < s_longestRetry ? pause : s_longestRetry, _time, cancel);
            }
            catch (Exception fault) when (IsBroken(fault))
            {
                throw new ApiException($"{request.Method} {request.PathAndQuery}: {fault.Message}", fault);
            }
            finally
            {
                answer?.Dispose();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _http.Dispose();
        _handler.Dispose();
        _trust.Dispose();
    }

    /// <summary>Whether an exception means that the peer or the way to it failed.</summary>
    internal static bool IsBroken(Exception fault) => fault is HttpRequestException or IOException or System.Net.Sockets.SocketException;

    private async Task<HttpResponseMessage> ExchangeAsync(ApiRequest request, bool isTokenFresh, CancellationToken cancel)
    {
        using HttpRequestMessage message = NewMessage(request, isTokenFresh);
        try
        {
            return await _http.SendAsync(message, cancel);
        }
        catch (Exception fault) when (IsBroken(fault))
        {
            throw new ApiException($"{request.Method} {_config.Server.GetLeftPart(UriPartial.Authority)}{request.PathAndQuery}: {Innermost(fault)}", fault);
        }
    }

    private HttpRequestMessage NewMessage(ApiRequest request, bool isTokenFresh)
    {
        HttpRequestMessage message = new(request.Method, AddressOf(request.PathAndQuery))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        message.Headers.TryAddWithoutValidation("Accept", request.Accept);
        message.Headers.TryAddWithoutValidation("User-Agent", _options.UserAgent);
        if (request.AcceptsGzip)
        {
            message.Headers.TryAddWithoutValidation("Accept-Encoding", "gzip");
        }

        if (_config.Token?.Read(_time, isTokenFresh) is { } token)
        {
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Encoding.UTF8.GetString(token.Span).Trim());
        }
        else
        {
            message.Headers.Authorization = _basic;
        }

        if (!request.Body.IsEmpty)
        {
            message.Content = new ReadOnlyMemoryContent(request.Body);
            message.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(request.ContentType);
        }

        return message;
    }

    private Uri AddressOf(string pathAndQuery)
    {
        string root = _config.Server.AbsolutePath.TrimEnd('/');
        return new Uri(_config.Server, root + pathAndQuery);
    }

    private async Task<ApiException> RefusalAsync(HttpResponseMessage answer, CancellationToken cancel)
    {
        using ApiAnswer open = new(answer, await answer.Content.ReadAsStreamAsync(cancel));
        byte[] body = await BoundedBody.ReadStartAsync(open.Body, MaxErrorBytes, cancel);
        int code = (int)answer.StatusCode;
        return new ApiException(ApiStatus.Read(code, body), PauseOf(answer.Headers.RetryAfter, code));
    }

    // As client-go: 429 always says when (else a second); 5xx may say, and is final otherwise.
    private TimeSpan? PauseOf(RetryConditionHeaderValue? header, int code)
    {
        if (code != 429 && code < 500)
        {
            return null;
        }

        TimeSpan? pause = header?.Delta ?? (header?.Date is { } date ? date - _time.GetUtcNow() : null);
        return pause is { } given
            ? given < TimeSpan.Zero ? TimeSpan.Zero : given
            : code == 429 ? TimeSpan.FromSeconds(1) : null;
    }

    private static string Innermost(Exception fault)
    {
        while (fault.InnerException is { } cause)
        {
            fault = cause;
        }

        return fault.Message;
    }

    private TokenBucket BudgetOf(RequestBudget budget) => budget switch
    {
        RequestBudget.Reviews => _reviews,
        RequestBudget.Leases => _leases,
        _ => _common,
    };

    private SocketsHttpHandler NewHandler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        EnableMultipleHttp2Connections = false,
        InitialHttp2StreamWindowSize = 512 << 10, // a list should not wait for window updates
        MaxResponseHeadersLength = 64, // KB
        ConnectTimeout = TimeSpan.FromSeconds(15),
        // client-go's: a dead connection is noticed within 45 s
        KeepAlivePingDelay = TimeSpan.FromSeconds(30),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(15),
        KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(10),
        PooledConnectionLifetime = Timeout.InfiniteTimeSpan,
        Proxy = _config.Proxy is null ? null : new WebProxy(_config.Proxy),
        SslOptions = _trust.NewOptions(),
    };
}
