using System.Globalization;
using Istiod.Config.Defaulting;

namespace Istiod.Config.Schema;

/// <summary>Rules of the CRDs of security.istio.io.</summary>
internal static class SecuritySchema
{
    public static void Check(KindDescriptor kind, DataNode? spec, SchemaReport report)
    {
        if (spec is not { Kind: DataKind.Object })
        {
            return;
        }

        TargetSchema.Check(spec, report);
        switch (kind.Kind)
        {
            case "AuthorizationPolicy":
                AuthorizationPolicy(spec, report);
                break;
            case "PeerAuthentication":
                PeerAuthentication(spec, report);
                break;
            case "RequestAuthentication":
                report.Items(spec["jwtRules"], "spec.jwtRules", 4096);
                foreach (DataNode rule in Nodes.Objects(spec["jwtRules"]))
                {
                    JwtRule(rule, report);
                }

                break;
            default:
                break;
        }
    }

    private static void AuthorizationPolicy(DataNode spec, SchemaReport report)
    {
        report.Items(spec["rules"], "spec.rules", 512);
        foreach (DataNode rule in Nodes.Objects(spec["rules"]))
        {
            report.Items(rule["from"], "spec.rules.from", 512);
            foreach (DataNode from in Nodes.Objects(rule["from"]))
            {
                if (Nodes.Child(from, "source") is { } source)
                {
                    Source(source, report);
                }
            }
        }
    }

    private static void Source(DataNode source, SchemaReport report)
    {
        const string path = "spec.rules.from.source";
        report.Items(source["serviceAccounts"], $"{path}.serviceAccounts", 16);
        report.Items(source["notServiceAccounts"], $"{path}.notServiceAccounts", 16);
        report.EachLength(source["serviceAccounts"], $"{path}.serviceAccounts", 320);
        report.EachLength(source["notServiceAccounts"], $"{path}.notServiceAccounts", 320);
        bool hasAccounts = source.Present("serviceAccounts") is not null || source.Present("notServiceAccounts") is not null;
        bool hasOthers = source.Present("principals") is not null
            || source.Present("notPrincipals") is not null
            || source.Present("namespaces") is not null
            || source.Present("notNamespaces") is not null;
        if (hasAccounts && hasOthers)
        {
            report.Fail(path, "Cannot set serviceAccounts with namespaces or principals");
        }
    }

    private static void PeerAuthentication(DataNode spec, SchemaReport report)
    {
        DataNode? ports = spec.Present("portLevelMtls");
        if (ports is null)
        {
            return;
        }

        report.Properties(ports, "spec.portLevelMtls", int.MaxValue, 1);
        if (spec["selector"]?["matchLabels"] is not { Members.Count: > 0 })
        {
            report.Fail("spec", "portLevelMtls requires selector");
        }

        foreach (KeyValuePair<string, DataNode> port in ports.Members)
        {
            if (!int.TryParse(port.Key, NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number is < 1 or > 65535)
            {
                report.Fail("spec.portLevelMtls", "port must be between 1-65535");
            }
        }
    }

    private static void JwtRule(DataNode rule, SchemaReport report)
    {
        const string path = "spec.jwtRules";
        report.OneOf(rule, path, "only one of jwks or jwksUri can be set", "jwksUri", "jwks_uri", "jwks");
        report.Length(rule["issuer"], $"{path}.issuer", int.MaxValue, 1);
        report.EachLength(rule["audiences"], $"{path}.audiences", int.MaxValue, 1);
        report.EachLength(rule["fromParams"], $"{path}.fromParams", int.MaxValue, 1);
        report.EachLength(rule["fromCookies"], $"{path}.fromCookies", int.MaxValue, 1);
        report.EachLength(rule["spaceDelimitedClaims"], $"{path}.spaceDelimitedClaims", int.MaxValue, 1);
        report.Items(rule["spaceDelimitedClaims"], $"{path}.spaceDelimitedClaims", 64);
        report.Length(rule["jwksUri"], $"{path}.jwksUri", 2048, 1);
        if (rule.TextOf("jwksUri") is { Length: > 0 } uri
            && !uri.StartsWith("http://", StringComparison.Ordinal)
            && !uri.StartsWith("https://", StringComparison.Ordinal))
        {
            report.Fail($"{path}.jwksUri", "url must have scheme http:// or https://");
        }

        foreach (DataNode header in Nodes.Objects(rule["fromHeaders"]))
        {
            report.Required(header, $"{path}.fromHeaders", "name");
            report.Length(header["name"], $"{path}.fromHeaders.name", int.MaxValue, 1);
        }

        foreach (DataNode output in Nodes.Objects(rule["outputClaimToHeaders"]))
        {
            report.Required(output, $"{path}.outputClaimToHeaders", "header", "claim");
            report.Length(output["claim"], $"{path}.outputClaimToHeaders.claim", int.MaxValue, 1);
            if (output.TextOf("header") is { } name && !IsHeader(name))
            {
                report.Fail($"{path}.outputClaimToHeaders.header", "should match '^[-_A-Za-z0-9]+$'");
            }
        }
    }

    private static bool IsHeader(string name)
    {
        foreach (char c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_'))
            {
                return false;
            }
        }

        return name.Length > 0;
    }
}
