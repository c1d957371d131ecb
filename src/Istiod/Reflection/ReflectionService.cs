using System.Buffers;
using System.IO.Pipelines;
using Istiod.Grpc;
using Istiod.Protobuf;
using Istiod.Protos;
using Istiod.Protos.Grpc.Reflection.V1;

namespace Istiod.Reflection;

/// <summary>gRPC server reflection, both versions, which are the same on the wire: tells which services a port has and what their messages are.</summary>
/// <remarks>
/// istiod: pilot/pkg/bootstrap/server.go: reflection.Register on both servers. Differs: only these services and what they reach; on 15012 only
/// who is let in may ask.
/// </remarks>
internal sealed class ReflectionService
{
    // far more than a client needs to learn all there is
    private const int MaxRequests = 10_000;
    private static readonly Lazy<DescriptorFiles> s_files = new(() => new DescriptorFiles(ProtoTypes.Tables, ReflectedService.All));
    private readonly string[] _services;

    /// <summary>Reflection of a port.</summary>
    /// <param name="services">Its services but reflection itself.</param>
    public ReflectionService(params IEnumerable<ReflectedService> services)
    {
        _services = [.. services.Append(ReflectedService.ReflectionV1).Append(ReflectedService.ReflectionV1Alpha).Select(s => s.FullName)];
        Array.Sort(_services, StringComparer.Ordinal);
        Methods =
        [
            new GrpcMethod($"/{ReflectedService.ReflectionV1.FullName}/ServerReflectionInfo", ServeAsync),
            new GrpcMethod($"/{ReflectedService.ReflectionV1Alpha.FullName}/ServerReflectionInfo", ServeAsync),
        ];
    }

    /// <summary>For the port's dispatcher.</summary>
    public IReadOnlyList<GrpcMethod> Methods { get; }

    /// <summary>Answers one request.</summary>
    /// <exception cref="GrpcException">It asks for nothing.</exception>
    public ServerReflectionResponse Answer(ServerReflectionRequest request)
    {
        ServerReflectionResponse answer = new() { ValidHost = request.Host, OriginalRequest = request };
        switch (request.MessageRequestCase)
        {
            case ServerReflectionRequest.MessageRequestOneofCase.ListServices:
                answer.ListServicesResponse = new ListServiceResponse();
                foreach (string service in _services)
                {
                    answer.ListServicesResponse.Service.Add(new ServiceResponse { Name = service });
                }

                break;
            case ServerReflectionRequest.MessageRequestOneofCase.FileByFilename:
                AddFile(answer, request.FileByFilename);
                break;
            case ServerReflectionRequest.MessageRequestOneofCase.FileContainingSymbol:
                AddFile(answer, s_files.Value.FileOf(request.FileContainingSymbol));
                break;
            case ServerReflectionRequest.MessageRequestOneofCase.AllExtensionNumbersOfType when s_files.Value.HasMessage(request.AllExtensionNumbersOfType):
                answer.AllExtensionNumbersResponse = new ExtensionNumberResponse { BaseTypeName = request.AllExtensionNumbersOfType };
                break;
            case ServerReflectionRequest.MessageRequestOneofCase.FileContainingExtension:
            case ServerReflectionRequest.MessageRequestOneofCase.AllExtensionNumbersOfType:
                answer.ErrorResponse = NotFound();
                break;
            default:
                throw new GrpcException(GrpcStatusCode.InvalidArgument, "invalid MessageRequest: <nil>");
        }

        return answer;
    }

    private async ValueTask<GrpcStatus> ServeAsync(ServerStream stream)
    {
        int count = 0;
        while (true)
        {
            ReadResult read = await stream.Input.ReadAsync(stream.Deadline);
            ReadOnlySequence<byte> buffer = read.Buffer;
            while (GrpcFraming.TryRead(ref buffer, stream.MaxMessageBytes, out ReadOnlySequence<byte> message))
            {
                if (++count > MaxRequests)
                {
                    return new GrpcStatus(GrpcStatusCode.ResourceExhausted, "too many requests on one stream");
                }

                await stream.WriteMessageAsync(Answer(Parse(message)));
            }

            stream.Input.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted)
            {
                return GrpcStatus.Ok;
            }
        }
    }

    private static ServerReflectionRequest Parse(ReadOnlySequence<byte> message)
    {
        try
        {
            return ServerReflectionRequest.Parse(message.ToArray());
        }
        catch (ProtoException e)
        {
            throw new GrpcException(GrpcStatusCode.Internal, "grpc: error unmarshalling request: " + e.Message);
        }
    }

    private static void AddFile(ServerReflectionResponse answer, string? name)
    {
        if (name is null || s_files.Value.FileWithImports(name) is not { Count: > 0 } files)
        {
            answer.ErrorResponse = NotFound();
            return;
        }

        answer.FileDescriptorResponse = new FileDescriptorResponse();
        foreach (byte[] file in files)
        {
            answer.FileDescriptorResponse.FileDescriptorProto.Add(file);
        }
    }

    private static ErrorResponse NotFound() => new() { ErrorCode = (int)GrpcStatusCode.NotFound, ErrorMessage = "proto: not found" };
}
