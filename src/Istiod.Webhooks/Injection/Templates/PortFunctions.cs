using Istiod.GoTemplate;

namespace Istiod.Webhooks.Injection.Templates;

/// <summary>Template functions over port lists.</summary>
/// <remarks>istiod: pkg/kube/inject/template.go:excludeInboundPort, getContainerPorts.</remarks>
internal static class PortFunctions
{
    /// <summary>A comma-separated list with a port behind it, unless it is empty, 0 or there already.</summary>
    public static string Exclude(string port, string list)
    {
        string wanted = port.Trim();
        if (wanted.Length == 0 || wanted == "0")
        {
            return list;
        }

        List<string> ports = [];
        foreach (string known in list.Split(','))
        {
            if (string.Equals(known, wanted, StringComparison.Ordinal))
            {
                return list;
            }

            if (known.Trim() is { Length: > 0 } trimmed)
            {
                ports.Add(trimmed);
            }
        }

        ports.Add(wanted);
        return string.Join(',', ports);
    }

    /// <summary>The TCP ports of containers, comma-separated.</summary>
    public static string Of(GoList? containers, bool withProxy)
    {
        List<string> ports = [];
        for (int i = 0; i < (containers?.Count ?? 0); i++)
        {
            GoObject? container = containers![i].AsObject(); // the loop ends at once without
            if (container is not null && (withProxy || FieldText(container, "Name") != "istio-proxy"))
            {
                Collect(container, ports);
            }
        }

        return string.Join(',', ports);
    }

    private static void Collect(GoObject container, List<string> ports)
    {
        if (!container.TryGetField("Ports", out GoValue value) || value.AsList() is not { } list)
        {
            return;
        }

        for (int i = 0; i < list.Count; i++)
        {
            if (list[i].AsObject() is { } port
                && FieldText(port, "Protocol") is not ("UDP" or "SCTP")
                && port.TryGetField("ContainerPort", out GoValue number))
            {
                ports.Add(InjectionFunctions.Digits(number.AsInt64));
            }
        }
    }

    private static string FieldText(GoObject value, string field) =>
        value.TryGetField(field, out GoValue text) ? text.AsString() ?? "" : "";
}
