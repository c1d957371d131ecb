using Google.Protobuf;
using Google.Protobuf.Reflection;
using Istiod.Grpc;
using Istiod.Protos.Grpc.Reflection.V1;
using Istiod.Reflection;

namespace Istiod.Tests.Reflection;

public sealed class ReflectionServiceTests
{
    private static readonly ReflectionService s_service = new(ReflectedService.AggregatedDiscovery, ReflectedService.Certificates);

    [Fact]
    public void ListServices_Tells_WhatThePortHas()
    {
        Assert.Equal(
            [
                "envoy.service.discovery.v3.AggregatedDiscoveryService",
                "grpc.reflection.v1.ServerReflection",
                "grpc.reflection.v1alpha.ServerReflection",
                "istio.v1.auth.IstioCertificateService",
            ],
            Names(s_service));
        Assert.DoesNotContain("istio.v1.auth.IstioCertificateService", Names(new ReflectionService(ReflectedService.AggregatedDiscovery)));
    }

    [Theory]
    [InlineData("envoy.service.discovery.v3.AggregatedDiscoveryService", "envoy/service/discovery/v3/ads.proto")]
    [InlineData("envoy.service.discovery.v3.AggregatedDiscoveryService.DeltaAggregatedResources", "envoy/service/discovery/v3/ads.proto")]
    [InlineData("envoy.service.discovery.v3.DeltaDiscoveryRequest", "envoy/service/discovery/v3/ads.proto")]
    [InlineData("envoy.service.discovery.v3.DeltaDiscoveryRequest.type_url", "envoy/service/discovery/v3/ads.proto")]
    [InlineData("istio.v1.auth.IstioCertificateService", "security/v1alpha1/ca.proto")]
    [InlineData("grpc.reflection.v1alpha.ServerReflection", "grpc/reflection/v1alpha/reflection.proto")]
    [InlineData("google.protobuf.Value", "google/protobuf/struct.proto")]
    [InlineData("envoy.config.core.v3.Node", "envoy/config/core/v3/base.proto")]
    public void Symbol_OfAService_IsFoundWithAllItImports(string symbol, string file)
    {
        ServerReflectionResponse answer = s_service.Answer(new ServerReflectionRequest { FileContainingSymbol = symbol });
        IReadOnlyList<FileDescriptor> files = Build(answer);
        Assert.Contains(files, f => f.Name == file);
        Assert.Equal(file, FileDescriptorProto.Parser.ParseFrom(answer.FileDescriptorResponse!.FileDescriptorProto[0].Span).Name);
    }

    [Fact]
    public void Descriptors_OfDiscovery_AreTrueToTheWire()
    {
        IReadOnlyList<FileDescriptor> files = Build(s_service.Answer(new ServerReflectionRequest { FileByFilename = "envoy/service/discovery/v3/ads.proto" }));
        FileDescriptor ads = files.Single(f => f.Name == "envoy/service/discovery/v3/ads.proto");
        MethodDescriptor delta = Assert.Single(ads.Services).FindMethodByName("DeltaAggregatedResources");
        Assert.True(delta.IsClientStreaming && delta.IsServerStreaming);
        FieldDescriptor versions = delta.InputType.FindFieldByName("initial_resource_versions");
        Assert.True(versions.IsMap);
        Assert.Equal(5, versions.FieldNumber);
        Assert.Equal("initialResourceVersions", versions.JsonName);
        MessageDescriptor node = delta.InputType.FindFieldByName("node").MessageType;
        Assert.Equal("envoy.config.core.v3.Node", node.FullName);
        Assert.Equal("user_agent_version_type", node.FindFieldByName("user_agent_version").ContainingOneof.Name);
        Assert.Equal(FieldType.UInt32, node.FindFieldByName("listening_addresses").MessageType.FindFieldByName("socket_address").MessageType.FindFieldByName("port_value").FieldType);
    }

    [Fact]
    public void Descriptors_AreThoseOfTheServicesOnly()
    {
        DescriptorFiles files = new(Protos.ProtoTypes.Tables, ReflectedService.All);
        Assert.Null(files.FileOf("envoy.config.cluster.v3.Cluster"));
        Assert.All(files.Names, n => Assert.NotEmpty(files.FileWithImports(n)));
        Assert.DoesNotContain(files.Names, n => n.EndsWith("/types.proto", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("no.such.Thing")]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("envoy.service.discovery.v3.DeltaDiscoveryRequest.nothing")]
    public void Symbol_NotThere_IsNotFound(string symbol)
    {
        ErrorResponse? error = s_service.Answer(new ServerReflectionRequest { FileContainingSymbol = symbol }).ErrorResponse;
        Assert.Equal((5, "proto: not found"), (error!.ErrorCode, error.ErrorMessage));
    }

    [Fact]
    public void File_NotThere_IsNotFound() =>
        Assert.Equal(5, s_service.Answer(new ServerReflectionRequest { FileByFilename = "../../etc/passwd" }).ErrorResponse!.ErrorCode);

    [Fact]
    public void Extensions_AreNone()
    {
        ServerReflectionResponse known = s_service.Answer(new ServerReflectionRequest { AllExtensionNumbersOfType = "envoy.config.core.v3.Node" });
        Assert.Equal("envoy.config.core.v3.Node", known.AllExtensionNumbersResponse!.BaseTypeName);
        Assert.Equal(5, s_service.Answer(new ServerReflectionRequest { AllExtensionNumbersOfType = "no.such.Thing" }).ErrorResponse!.ErrorCode);
        Assert.Equal(
            5, s_service.Answer(new ServerReflectionRequest { FileContainingExtension = new ExtensionRequest { ContainingType = "x", ExtensionNumber = 1 } }).ErrorResponse!.ErrorCode);
    }

    [Fact]
    public void Request_ForNothing_IsInvalid() =>
        Assert.Equal(GrpcStatusCode.InvalidArgument, Assert.Throws<GrpcException>(() => s_service.Answer(new ServerReflectionRequest())).Status.Code);

    private static IEnumerable<string> Names(ReflectionService service) =>
        service.Answer(new ServerReflectionRequest { ListServices = "*" }).ListServicesResponse!.Service.Select(s => s.Name);

    // The reference implementation checks names, types and imports.
    private static List<FileDescriptor> Build(ServerReflectionResponse answer)
    {
        List<(string Name, List<string> Imports, ByteString Bytes)> files = [];
        foreach (ReadOnlyMemory<byte> file in answer.FileDescriptorResponse!.FileDescriptorProto)
        {
            FileDescriptorProto proto = FileDescriptorProto.Parser.ParseFrom(file.Span);
            files.Add((proto.Name, [.. proto.Dependency], ByteString.CopyFrom(file.Span)));
        }

        List<ByteString> ordered = []; // imports first
        HashSet<string> done = [];
        while (ordered.Count < files.Count)
        {
            int before = ordered.Count;
            foreach ((string name, List<string> imports, ByteString bytes) in files)
            {
                if (!done.Contains(name) && imports.TrueForAll(done.Contains))
                {
                    done.Add(name);
                    ordered.Add(bytes);
                }
            }

            Assert.True(ordered.Count > before, "files import each other in a circle, or one is missing");
        }

        return [.. FileDescriptor.BuildFromByteStrings(ordered)];
    }
}
