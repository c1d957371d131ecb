using Istiod.Protobuf;
using Istiod.Protos.Envoy.Config.Core.V3;
using Istiod.Protos.Istio.Networking.V1Alpha3;

namespace Istiod.Envoy.Routes;

/// <summary>Header operations of a virtual service, as Envoy takes them.</summary>
/// <remarks>istiod: pilot/pkg/networking/core/route/route.go:TranslateHeadersOperations.</remarks>
internal sealed class HeaderChanges
{
    private HeaderChanges(Headers? headers)
    {
        Headers.Types.HeaderOperations? request = headers?.Request;
        Headers.Types.HeaderOperations? response = headers?.Response;
        string set = Add(RequestAdd, request?.Set, HeaderValueOption.Types.HeaderAppendAction.OverwriteIfExistsOrAdd);
        string added = Add(RequestAdd, request?.Add, HeaderValueOption.Types.HeaderAppendAction.AppendIfExistsOrAdd);
        Authority = set.Length > 0 ? set : added;
        Add(ResponseAdd, response?.Set, HeaderValueOption.Types.HeaderAppendAction.OverwriteIfExistsOrAdd);
        Add(ResponseAdd, response?.Add, HeaderValueOption.Types.HeaderAppendAction.AppendIfExistsOrAdd);
        Remove(RequestRemove, request);
        Remove(ResponseRemove, response);
    }

    /// <summary>Set first, then added ones; each by name.</summary>
    public List<HeaderValueOption> RequestAdd { get; } = [];

    /// <summary>As <see cref="RequestAdd"/>.</summary>
    public List<HeaderValueOption> ResponseAdd { get; } = [];

    /// <summary>In the given order.</summary>
    public List<string> RequestRemove { get; } = [];

    /// <summary>In the given order.</summary>
    public List<string> ResponseRemove { get; } = [];

    /// <summary>New authority of requests; empty to keep it.</summary>
    public string Authority { get; }

    /// <summary>Translates; pseudo headers and <c>host</c> cannot be changed as headers and are left out.</summary>
    public static HeaderChanges Of(Headers? headers) => new(headers);

    private static string Add(
        List<HeaderValueOption> target, MapField<string, string>? headers, HeaderValueOption.Types.HeaderAppendAction action)
    {
        string authority = "";
        if (headers is null)
        {
            return authority;
        }

        string[] names = [.. headers.Keys];
        Array.Sort(names, string.CompareOrdinal);
        foreach (string name in names)
        {
            if (IsHost(name) || name.Equals(":authority", StringComparison.OrdinalIgnoreCase))
            {
                authority = headers[name];
            }

            if (!IsInternal(name))
            {
                target.Add(new HeaderValueOption
                {
                    Header = new HeaderValue { Key = name, Value = headers[name] },
                    AppendAction = action,
                });
            }
        }

        return authority;
    }

    private static void Remove(List<string> target, Headers.Types.HeaderOperations? operations)
    {
        if (operations is null)
        {
            return;
        }

        foreach (string name in operations.Remove)
        {
            if (!IsInternal(name))
            {
                target.Add(name);
            }
        }
    }

    private static bool IsInternal(string name) => name.StartsWith(':') || IsHost(name);

    private static bool IsHost(string name) => name.Equals("host", StringComparison.OrdinalIgnoreCase);
}
