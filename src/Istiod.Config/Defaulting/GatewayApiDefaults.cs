namespace Istiod.Config.Defaulting;

/// <summary>Defaults that the schemas of the Gateway API hold.</summary>
internal static class GatewayApiDefaults
{
    private const string Group = "gateway.networking.k8s.io";

    public static void Apply(KindDescriptor kind, DataNode root)
    {
        if (root["spec"] is not { Kind: DataKind.Object } spec)
        {
            return;
        }

        switch (kind.Kind)
        {
            case "Gateway":
                Gateway(spec);
                break;
            case "ListenerSet":
                if (Nodes.Child(spec, "parentRef") is { } parent)
                {
                    Reference(parent, Group, "Gateway");
                }

                Listeners(spec);
                break;
            case "HTTPRoute" or "GRPCRoute" or "TCPRoute" or "TLSRoute" or "UDPRoute":
                Route(kind.Kind, spec);
                break;
            default:
                break;
        }
    }

    private static void Gateway(DataNode spec)
    {
        Listeners(spec);
        foreach (DataNode address in Nodes.Objects(spec["addresses"]))
        {
            address.Default("type", "IPAddress");
        }

        if (Nodes.Child(spec, "allowedListeners") is { } allowed)
        {
            Nodes.Ensure(allowed, "namespaces").Default("from", "None");
        }

        DataNode? tls = Nodes.Child(spec, "tls");
        if (Nodes.Child(Nodes.Child(tls, "backend"), "clientCertificateRef") is { } certificate)
        {
            Reference(certificate, "", "Secret");
        }

        DataNode? frontend = Nodes.Child(tls, "frontend");
        Nodes.Child(Nodes.Child(frontend, "default"), "validation")?.Default("mode", "AllowValidOnly");
        foreach (DataNode port in Nodes.Objects(frontend?["perPort"]))
        {
            Nodes.Child(Nodes.Child(port, "tls"), "validation")?.Default("mode", "AllowValidOnly");
        }
    }

    private static void Listeners(DataNode spec)
    {
        foreach (DataNode listener in Nodes.Objects(spec["listeners"]))
        {
            DataNode routes = Nodes.Ensure(listener, "allowedRoutes");
            Nodes.Ensure(routes, "namespaces").Default("from", "Same");
            foreach (DataNode kind in Nodes.Objects(routes["kinds"]))
            {
                kind.Default("group", Group);
            }

            if (Nodes.Child(listener, "tls") is not { } tls)
            {
                continue;
            }

            tls.Default("mode", "Terminate");
            foreach (DataNode certificate in Nodes.Objects(tls["certificateRefs"]))
            {
                Reference(certificate, "", "Secret");
            }
        }
    }

    private static void Route(string kind, DataNode spec)
    {
        foreach (DataNode parent in Nodes.Objects(spec["parentRefs"]))
        {
            Reference(parent, Group, "Gateway");
        }

        if (kind == "HTTPRoute" && spec.Present("rules") is null)
        {
            DataNode rules = DataNode.Array();
            rules.Add(DataNode.Object());
            spec.Set("rules", rules);
        }

        foreach (DataNode rule in Nodes.Objects(spec["rules"]))
        {
            Backends(rule);
            Filters(rule);
            if (kind == "HTTPRoute")
            {
                HttpMatches(rule);
            }
            else if (kind == "GRPCRoute")
            {
                GrpcMatches(rule);
            }
        }
    }

    private static void Backends(DataNode rule)
    {
        foreach (DataNode backend in Nodes.Objects(rule["backendRefs"]))
        {
            Reference(backend, "", "Service");
            backend.Default("weight", DataNode.Number("1"));
            Filters(backend);
        }
    }

    private static void Filters(DataNode owner)
    {
        foreach (DataNode filter in Nodes.Objects(owner["filters"]))
        {
            if (Nodes.Child(Nodes.Child(filter, "requestMirror"), "backendRef") is { } mirror)
            {
                Reference(mirror, "", "Service");
            }

            if (Nodes.Child(Nodes.Child(filter, "externalAuth"), "backendRef") is { } authorizer)
            {
                Reference(authorizer, "", "Service");
            }

            Nodes.Child(filter, "requestRedirect")?.Default("statusCode", DataNode.Number("302"));
        }
    }

    private static void HttpMatches(DataNode rule)
    {
        if (rule.Present("matches") is null)
        {
            DataNode matches = DataNode.Array();
            matches.Add(DataNode.Object());
            rule.Set("matches", matches);
        }

        foreach (DataNode match in Nodes.Objects(rule["matches"]))
        {
            DataNode path = Nodes.Ensure(match, "path");
            path.Default("type", "PathPrefix");
            path.Default("value", "/");
            ExactTypes(match["headers"]);
            ExactTypes(match["queryParams"]);
        }
    }

    private static void GrpcMatches(DataNode rule)
    {
        foreach (DataNode match in Nodes.Objects(rule["matches"]))
        {
            Nodes.Child(match, "method")?.Default("type", "Exact");
            ExactTypes(match["headers"]);
        }
    }

    private static void ExactTypes(DataNode? matches)
    {
        foreach (DataNode match in Nodes.Objects(matches))
        {
            match.Default("type", "Exact");
        }
    }

    private static void Reference(DataNode reference, string group, string kind)
    {
        reference.Default("group", group);
        reference.Default("kind", kind);
    }
}
