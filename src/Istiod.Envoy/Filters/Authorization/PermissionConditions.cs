using System.Globalization;
using Istiod.Envoy.Listeners;
using Istiod.Protobuf;
using Istiod.Protos.Envoy.Config.Core.V3;
using Istiod.Protos.Envoy.Config.Rbac.V3;
using Istiod.Protos.Envoy.Extensions.Path.Match.UriTemplate.V3;
using Istiod.Protos.Envoy.Type.Matcher.V3;

namespace Istiod.Envoy.Filters.Authorization;

/// <summary>Conditions about what a request asks for.</summary>
/// <remarks>istiod: pilot/pkg/security/authz/model/generator.go.</remarks>
internal static class PermissionConditions
{
    /// <summary>One value of a condition; <c>null</c> if it cannot be expressed.</summary>
    public static Permission? Of(ConditionKind kind, string value, bool isTcp)
    {
        switch (kind)
        {
            case ConditionKind.DestinationIP:
                return Addresses.Range(value) is { } range ? new Permission { DestinationIp = range } : null;
            case ConditionKind.DestinationPort:
                return uint.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out uint port) && port <= 65535
                    ? new Permission { DestinationPort = port }
                    : null;
            case ConditionKind.ServerName:
                return new Permission { RequestedServerName = Matchers.Text(value) };
            case ConditionKind.Host when !isTcp:
                return new Permission { Header = Matchers.Header(":authority", value, ignoresCase: true) };
            case ConditionKind.Method when !isTcp:
                return new Permission { Header = Matchers.Header(":method", value) };
            case ConditionKind.Path when !isTcp:
                return Path(value);
            default:
                return null;
        }
    }

    /// <summary>Metadata of a filter, <c>experimental.FILTER[KEY]</c>; a value in brackets is an item of a list.</summary>
    public static Permission? FilterMetadata(string key, List<string> values)
    {
        string name = key["experimental.".Length..];
        name = name.EndsWith(']') ? name[..^1] : name;
        int bracket = name.IndexOf('[', StringComparison.Ordinal);
        if (bracket < 0)
        {
            return null;
        }

        List<ValueMatcher> matchers = [];
        foreach (string value in values)
        {
            matchers.Add(value.StartsWith('[') && value.EndsWith(']')
                ? new ValueMatcher
                {
                    ListMatch = new ListMatcher
                    {
                        OneOf = new ValueMatcher { StringMatch = Matchers.Text(value.Trim('[', ']')) },
                    },
                }
                : new ValueMatcher { StringMatch = Matchers.Text(value) });
        }

        return new Permission
        {
            Metadata = Matchers.Metadata(name[..bracket], [name[(bracket + 1)..]], Matchers.AnyOf(matchers)),
        };
    }

    private static Permission Path(string value)
    {
        if (!value.Contains("{*}", StringComparison.Ordinal) && !value.Contains("{**}", StringComparison.Ordinal))
        {
            return new Permission { UrlPath = new PathMatcher { Path = Matchers.Text(value) } };
        }

        string template = value.Replace("{*}", "*", StringComparison.Ordinal).Replace("{**}", "**", StringComparison.Ordinal);
        return new Permission
        {
            UriTemplate = new TypedExtensionConfig
            {
                Name = "uri-template",
                TypedConfig = AnyValue.Pack(new UriTemplateMatchConfig { PathTemplate = template }),
            },
        };
    }
}
