using Istiod.Diagnostics.Metrics;
using Istiod.Grpc;

namespace Istiod.Server;

/// <summary>What unary gRPC calls are counted as, under the names of the reference's interceptor. Streams are not counted, as there.</summary>
/// <remarks>istiod: pilot/pkg/bootstrap/server.go: go-grpc-prometheus' UnaryServerInterceptor, which sees a call once its request is read.</remarks>
internal sealed class GrpcCallMetrics
{
    private const string Unary = "unary";
    private readonly TimeProvider _time;
    private readonly Counter _started;
    private readonly Counter _handled;
    private readonly Counter _received;
    private readonly Counter _sent;
    private readonly Histogram _times;

    /// <summary>Defines the metrics.</summary>
    public GrpcCallMetrics(MetricRegistry registry, TimeProvider time)
    {
        _time = time;
        _started = registry.Counter(
            "grpc_server_started_total", "Total number of RPCs started on the server.", "grpc_method", "grpc_service", "grpc_type");
        _handled = registry.Counter(
            "grpc_server_handled_total",
            "Total number of RPCs completed on the server, regardless of success or failure.",
            "grpc_code",
            "grpc_method",
            "grpc_service",
            "grpc_type");
        _received = registry.Counter(
            "grpc_server_msg_received_total",
            "Total number of RPC stream messages received on the server.",
            "grpc_method",
            "grpc_service",
            "grpc_type");
        _sent = registry.Counter(
            "grpc_server_msg_sent_total", "Total number of gRPC stream messages sent by the server.", "grpc_method", "grpc_service", "grpc_type");
        _times = registry.Histogram(
            "grpc_server_handling_seconds",
            "Histogram of response latency (seconds) of gRPC that had been application-level handled by the server.",
            [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
            "grpc_method",
            "grpc_service",
            "grpc_type");
    }

    /// <summary>The method, its calls counted. It must be unary.</summary>
    public GrpcMethod Count(GrpcMethod method)
    {
        int slash = method.Path.LastIndexOf('/');
        Series series = new(this, method.Path[(slash + 1)..], method.Path[1..slash]);
        return new GrpcMethod(method.Path, stream => series.ServeAsync(method, stream))
        {
            Refused = status => series.Refused(method.Refused?.Invoke(status) ?? status),
        };
    }

    private sealed class Series(GrpcCallMetrics owner, string method, string service)
    {
        private readonly CounterSeries _started = owner._started.With(method, service, Unary);
        private readonly CounterSeries _received = owner._received.With(method, service, Unary);
        private readonly CounterSeries _sent = owner._sent.With(method, service, Unary);
        private readonly HistogramSeries _time = owner._times.With(method, service, Unary);

        public async ValueTask<GrpcStatus> ServeAsync(GrpcMethod inner, ServerStream stream)
        {
            long start = Begin();
            GrpcStatusCode code = GrpcStatusCode.Unknown; // of a bug of ours
            try
            {
                GrpcStatus status = await inner.Serve(stream);
                code = status.Code;
                return status;
            }
            catch (GrpcException e)
            {
                code = e.Status.Code;
                throw;
            }
            catch (Exception e) when (e is OperationCanceledException or IOException)
            {
                code = stream.Deadline.IsCancellationRequested ? GrpcStatusCode.DeadlineExceeded : GrpcStatusCode.Cancelled;
                throw;
            }
            finally
            {
                End(code, start);
            }
        }

        public GrpcStatus Refused(GrpcStatus status)
        {
            End(status.Code, Begin());
            return status;
        }

        private long Begin()
        {
            _started.Increment();
            _received.Increment();
            return owner._time.GetTimestamp();
        }

        private void End(GrpcStatusCode code, long start)
        {
            owner._handled.With(NameOf(code), method, service, Unary).Increment();
            if (code == GrpcStatusCode.Ok)
            {
                _sent.Increment();
            }

            _time.Record(owner._time.GetElapsedTime(start));
        }

        // as grpc-go spells it
        private static string NameOf(GrpcStatusCode code) => code switch
        {
            GrpcStatusCode.Ok => "OK",
            GrpcStatusCode.Cancelled => "Canceled",
            _ => code.ToString(),
        };
    }
}
