using System.Text.Json;
using Istiod.Config;
using Istiod.Debug.Shapes;
using Istiod.Diagnostics;
using Istiod.Incremental;

namespace Istiod.Debug.MeshPages;

/// <summary><c>/debug/authorizationz</c>: authorization policies by namespace, older first.</summary>
/// <remarks>istiod: pilot/pkg/xds/debug.go:authorizationz; pilot/pkg/model/authorization.go:AuthorizationPolicies.</remarks>
internal sealed class AuthorizationEndpoint(DebugContext context) : IDebugEndpoint
{
    /// <inheritdoc/>
    public string Path => "/debug/authorizationz";

    /// <inheritdoc/>
    public string Help => "Internal authorization policies";

    /// <inheritdoc/>
    public ValueTask WriteAsync(DebugRequest request, DebugWriter writer)
    {
        Utf8JsonWriter json = writer.Json();
        json.WriteStartObject();
        json.WritePropertyName("authorization_policies");
        WritePolicies(json, context);
        json.WriteEndObject();
        return writer.FlushAsync();
    }

    /// <summary>The policies and the root namespace.</summary>
    public static void WritePolicies(Utf8JsonWriter json, DebugContext context)
    {
        Revision revision = context.Pipeline.Graph.Current;
        json.WriteStartObject();
        json.WriteStartObject("namespace_to_policies");
        foreach (IGrouping<string, ConfigObject> ns in ObjectList.ByAge(context.Pipeline, revision, KindCatalog.AuthorizationPolicy)
            .GroupBy(static item => item.Meta.Namespace, StringComparer.Ordinal)
            .OrderBy(static group => group.Key, StringComparer.Ordinal))
        {
            json.WriteStartArray(ns.Key);
            foreach (ConfigObject item in ns)
            {
                json.WriteStartObject();
                json.WriteString("name", item.Meta.Name);
                json.WriteString("namespace", item.Meta.Namespace);
                json.WriteMap("annotations", item.Meta.Annotations);
                ObjectShape.WriteSpec(json, "spec", item.Spec);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteString("root_namespace", context.SystemNamespace);
        json.WriteEndObject();
    }
}
