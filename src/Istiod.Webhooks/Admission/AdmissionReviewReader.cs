using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Istiod.Config;
using Istiod.Config.Yaml;
using Istiod.Primitives;
using Istiod.Webhooks.Injection.Json;
using Istiod.Webhooks.Injection.Rules;

namespace Istiod.Webhooks.Admission;

/// <summary>Reads the body of a webhook call, JSON or YAML, as Kubernetes' decoder does, and tells faults in its words.</summary>
/// <remarks>Source: k8s.io/apimachinery runtime/serializer; names of members are exact, but those of the type are not.</remarks>
public static class AdmissionReviewReader
{
    private const string Group = "admission.k8s.io/";
    private const string TypeStruct = "struct { APIVersion string \"json:\\\"apiVersion,omitempty\\\"\"; Kind string \"json:\\\"kind,omitempty\\\"\" }";

    // What the reference's decoder calls its list of types: a place in its source.
    private const string Scheme = "pkg/runtime/scheme.go:111";

    // API servers send JSON; what is read as YAML is written by hand. Its reader takes some forty times the memory of the text.
    private static readonly YamlOptions s_limits = new() { MaxBytes = 1 << 20, MaxNodes = 100_000 };

    /// <summary>Reads a review.</summary>
    /// <param name="body">Not empty.</param>
    /// <param name="fault">Why it is none; null if it was read.</param>
    public static bool TryRead(ReadOnlySpan<byte> body, [NotNullWhen(true)] out AdmissionReview? review, [NotNullWhen(false)] out string? fault)
    {
        review = null;
        try
        {
            fault = Read(body, out review);
        }
        catch (GoJsonFault broken)
        {
            // No JSON: the caller is told.
            fault = $"couldn't get version/kind; json parse error: {broken.Message}";
        }

        return fault is null;
    }

    private static string? Read(ReadOnlySpan<byte> body, out AdmissionReview? review)
    {
        review = null;
        JsonNode? root;
        if (IsJson(body))
        {
            root = GoJsonParser.Parse(body, IsWanted);
        }
        else if (YamlReader.TryRead(body, "body", 1, s_limits, out DataNode? yaml, out Finding? broken))
        {
            root = JsonTree.From(yaml);
        }
        else
        {
            return broken is null ? "yaml: not readable" : GoText.YamlFault(broken, body);
        }

        if (root is not (null or JsonObject))
        {
            return $"couldn't get version/kind; json parse error: json: cannot unmarshal {Patches.JsonPatch.JsonName(root)} into Go value of type {TypeStruct}";
        }

        JsonObject members = root as JsonObject ?? [];
        if (TypeText(members, "kind", out string kind) is { } wrongKind)
        {
            return wrongKind;
        }

        if (TypeText(members, "apiVersion", out string apiVersion) is { } wrongVersion)
        {
            return wrongVersion;
        }

        if (apiVersion.AsSpan().Count('/') > 1)
        {
            return $"couldn't get version/kind; json parse error: unexpected GroupVersion string: {apiVersion}";
        }

        if (kind.Length == 0)
        {
            return $"Object 'Kind' is missing in '{Encoding.UTF8.GetString(body)}'";
        }

        if (apiVersion.Length == 0 || apiVersion.EndsWith('/'))
        {
            return $"Object 'apiVersion' is missing in '{Encoding.UTF8.GetString(body)}'";
        }

        if (kind != "AdmissionReview" || apiVersion is not (Group + "v1" or Group + "v1beta1"))
        {
            return $"no kind \"{kind}\" is registered for version \"{apiVersion}\" in scheme \"{Scheme}\"";
        }

        if (members["request"] is { } given and not JsonObject)
        {
            return $"json: cannot unmarshal {Patches.JsonPatch.JsonName(given)} into Go struct field AdmissionReview.request of type {apiVersion[Group.Length..]}.AdmissionRequest";
        }

        JsonObject? request = members["request"] as JsonObject;
        if (request is not null && WrongText(request, apiVersion) is { } wrong)
        {
            return wrong;
        }

        members.Remove("request");
        review = new AdmissionReview { ApiVersion = apiVersion, Request = request };
        return null;
    }

    /// <summary>The first text of a request that is none; null if all are.</summary>
    private static string? WrongText(JsonObject request, string apiVersion)
    {
        foreach (string name in (ReadOnlySpan<string>)["uid", "name", "namespace", "operation"])
        {
            if (request[name] is { } value && value.GetValueKind() != JsonValueKind.String)
            {
                string type = name switch
                {
                    "uid" => "types.UID",
                    "operation" => apiVersion[Group.Length..] + ".Operation",
                    _ => "string",
                };
                return $"json: cannot unmarshal {Patches.JsonPatch.JsonName(value)} into Go struct field AdmissionRequest.request.{name} of type {type}";
            }
        }

        return null;
    }

    private static string? TypeText(JsonObject members, string name, out string text)
    {
        text = "";
        JsonNode? found = members[name];
        if (found is null)
        {
            foreach (KeyValuePair<string, JsonNode?> member in members)
            {
                if (string.Equals(member.Key, name, StringComparison.OrdinalIgnoreCase))
                {
                    found = member.Value;
                }
            }
        }

        if (found is null)
        {
            return null;
        }

        if (found.GetValueKind() != JsonValueKind.String)
        {
            return $"couldn't get version/kind; json parse error: json: cannot unmarshal {Patches.JsonPatch.JsonName(found)} into Go struct field .{name} of type string";
        }

        text = found.Text() ?? "";
        return null;
    }

    /// <summary>Of the outermost object, its type and the request; of the request all but what no webhook looks at.</summary>
    private static bool IsWanted(int depth, string name) => depth switch
    {
        1 => name == "request" || string.Equals(name, "kind", StringComparison.OrdinalIgnoreCase)
            || string.Equals(name, "apiVersion", StringComparison.OrdinalIgnoreCase),
        2 => name is not ("userInfo" or "options" or "requestKind" or "requestResource" or "oldObject"),
        _ => true,
    };

    private static bool IsJson(ReadOnlySpan<byte> body)
    {
        ReadOnlySpan<byte> text = body.TrimStart(" \t\r\n\v\f"u8);
        return !text.IsEmpty && text[0] == (byte)'{';
    }
}
