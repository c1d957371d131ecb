using System.Globalization;
using Istiod.Envoy.Listeners;
using Istiod.Protobuf;
using Istiod.Protos.Envoy.Config.Core.V3;
using Istiod.Protos.Envoy.Extensions.Filters.Http.ExtAuthz.V3;
using Istiod.Protos.Envoy.Type.Matcher.V3;
using Istiod.Protos.Envoy.Type.V3;
using Istiod.Protos.Istio.Mesh.V1Alpha1;
using Body = Istiod.Protos.Istio.Mesh.V1Alpha1.MeshConfig.Types.ExtensionProvider.Types.EnvoyExternalAuthorizationRequestBody;
using GrpcProvider = Istiod.Protos.Istio.Mesh.V1Alpha1.MeshConfig.Types.ExtensionProvider.Types.EnvoyExternalAuthorizationGrpcProvider;
using HttpProvider = Istiod.Protos.Istio.Mesh.V1Alpha1.MeshConfig.Types.ExtensionProvider.Types.EnvoyExternalAuthorizationHttpProvider;
using HttpService = Istiod.Protos.Envoy.Extensions.Filters.Http.ExtAuthz.V3.HttpService;
using ProviderCase = Istiod.Protos.Istio.Mesh.V1Alpha1.MeshConfig.Types.ExtensionProvider.ProviderOneofCase;
using TcpAuthorizer = Istiod.Protos.Envoy.Extensions.Filters.Network.ExtAuthz.V3.ExtAuthz;

namespace Istiod.Envoy.Filters.Authorization;

/// <summary>External authorizers of the mesh config.</summary>
/// <remarks>istiod: pilot/pkg/security/authz/builder/extauthz.go:processExtensionProvider.</remarks>
internal static class ExternalAuthorizers
{
    private static readonly Duration DefaultTimeout = new(600, 0);

    /// <summary>The authorizer of a name; <c>null</c> if there is none, or if its settings or service are not usable.</summary>
    public static ExternalAuthorizer? Find(string name, Build build)
    {
        MeshConfig.Types.ExtensionProvider? found = null;
        int count = 0;
        foreach (MeshConfig.Types.ExtensionProvider provider in build.Mesh.ExtensionProviders)
        {
            if (provider.ProviderCase is ProviderCase.EnvoyExtAuthzHttp or ProviderCase.EnvoyExtAuthzGrpc
                && string.Equals(provider.Name, name, StringComparison.Ordinal))
            {
                found = provider;
                count++;
            }
        }

        if (found is null || count > 1 || !IsValidName(name))
        {
            return null;
        }

        return found.ProviderCase == ProviderCase.EnvoyExtAuthzHttp
            ? Http(found.EnvoyExtAuthzHttp!, build) // by the case
            : Grpc(found.EnvoyExtAuthzGrpc!, build); // by the case
    }

    /// <summary>A DNS label: names become parts of metadata keys.</summary>
    private static bool IsValidName(string name)
    {
        foreach (char c in name)
        {
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-')
            {
                return false;
            }
        }

        return name.Length is > 0 and <= 63 && name[0] != '-' && name[^1] != '-';
    }

    private static ExternalAuthorizer? Http(HttpProvider provider, Build build)
    {
        if (!TryFind(provider.Service, provider.Port, build, out string host, out string cluster)
            || !TryStatus(provider.StatusOnError, out HttpStatus? status)
            || (provider.PathPrefix.Length > 0 && provider.PathPrefix[0] != '/')
            || provider.IncludeRequestHeadersInCheck.Contains("*")
            || provider.IncludeHeadersInCheck.Contains("*")
            || provider.HeadersToDownstreamOnDeny.Contains("*")
            || provider.HeadersToDownstreamOnAllow.Contains("*")
            || provider.HeadersToUpstreamOnAllow.Contains("*"))
        {
            return null;
        }

        HttpService service = new()
        {
            PathPrefix = provider.PathPrefix,
            ServerUri = new HttpUri
            {
                Uri = $"http://{host}", // required, but the cluster is what counts
                Cluster = cluster,
                Timeout = provider.Timeout ?? DefaultTimeout,
            },
        };
        AddHeaders(service, provider);
        return new ExternalAuthorizer(
            new ExtAuthz
            {
                HttpService = service,
                StatusOnError = status,
                FailureModeAllow = provider.FailOpen,
                TransportApiVersion = ApiVersion.V3,
                WithRequestBody = Buffer(provider.IncludeRequestBodyInCheck),
                AllowedHeaders = HeaderList(provider.IncludeRequestHeadersInCheck) ?? HeaderList(provider.IncludeHeadersInCheck),
            },
            null);
    }

    private static void AddHeaders(HttpService service, HttpProvider provider)
    {
        if (provider.IncludeAdditionalHeadersInCheck.Count > 0)
        {
            List<string> names = [.. provider.IncludeAdditionalHeadersInCheck.Keys];
            names.Sort(string.CompareOrdinal);
            service.AuthorizationRequest = new AuthorizationRequest();
            foreach (string name in names)
            {
                service.AuthorizationRequest.HeadersToAdd.Add(
                    new HeaderValue { Key = name, Value = provider.IncludeAdditionalHeadersInCheck[name] });
            }
        }

        if (provider.HeadersToUpstreamOnAllow.Count
            + provider.HeadersToDownstreamOnDeny.Count
            + provider.HeadersToDownstreamOnAllow.Count > 0)
        {
            service.AuthorizationResponse = new AuthorizationResponse
            {
                AllowedUpstreamHeaders = HeaderList(provider.HeadersToUpstreamOnAllow),
                AllowedClientHeaders = HeaderList(provider.HeadersToDownstreamOnDeny),
                AllowedClientHeadersOnSuccess = HeaderList(provider.HeadersToDownstreamOnAllow),
            };
        }
    }

    private static ExternalAuthorizer? Grpc(GrpcProvider provider, Build build)
    {
        if (!TryFind(provider.Service, provider.Port, build, out string host, out string cluster)
            || !TryStatus(provider.StatusOnError, out HttpStatus? status))
        {
            return null;
        }

        GrpcService service = new()
        {
            EnvoyGrpc = new GrpcService.Types.EnvoyGrpc { ClusterName = cluster, Authority = host },
            Timeout = provider.Timeout ?? DefaultTimeout,
        };
        return new ExternalAuthorizer(
            new ExtAuthz
            {
                GrpcService = service,
                StatusOnError = status,
                FailureModeAllow = provider.FailOpen,
                TransportApiVersion = ApiVersion.V3,
                WithRequestBody = Buffer(provider.IncludeRequestBodyInCheck),
            },
            new TcpAuthorizer
            {
                StatPrefix = "tcp.",
                GrpcService = service,
                FailureModeAllow = provider.FailOpen,
                TransportApiVersion = ApiVersion.V3,
            });
    }

    private static bool TryFind(string service, uint port, Build build, out string host, out string cluster)
    {
        host = "";
        cluster = "";
        return port is >= 1 and <= 65535 && build.TryFindCluster(service, port, out host, out cluster);
    }

    private static bool TryStatus(string text, out HttpStatus? status)
    {
        status = null;
        if (text.Length == 0)
        {
            return true;
        }

        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int code)
            || !Enum.IsDefined((StatusCode)code))
        {
            return false;
        }

        status = new HttpStatus { Code = (StatusCode)code };
        return true;
    }

    private static BufferSettings? Buffer(Body? body) => body is null
        ? null
        : new BufferSettings
        {
            MaxRequestBytes = body.MaxRequestBytes,
            AllowPartialMessage = body.AllowPartialMessage,
            PackAsBytes = body.PackAsBytes,
        };

    private static ListStringMatcher? HeaderList(RepeatedField<string> headers)
    {
        if (headers.Count == 0)
        {
            return null;
        }

        ListStringMatcher list = new();
        foreach (string header in headers)
        {
            StringMatcher pattern = header.StartsWith('*') ? new StringMatcher { Suffix = header[1..] }
                : header.EndsWith('*') ? new StringMatcher { Prefix = header[..^1] }
                : new StringMatcher { Exact = header };
            pattern.IgnoreCase = true;
            list.Patterns.Add(pattern);
        }

        return list;
    }
}
