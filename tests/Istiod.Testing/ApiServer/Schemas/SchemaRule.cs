using System.Text.Json.Nodes;
using Istiod.Testing.ApiServer.Json;

namespace Istiod.Testing.ApiServer.Schemas;

/// <summary>One rule of <c>x-kubernetes-validations</c>.</summary>
/// <param name="Expression">The CEL text.</param>
/// <param name="Message">What a refusal says; empty for the default text.</param>
/// <param name="Reason">Reason of the cause.</param>
/// <param name="FieldPath">Path below the node, if the refusal names another field.</param>
internal sealed record SchemaRule(string Expression, string Message, string MessageExpression, string Reason, string FieldPath)
{
    public static SchemaRule Parse(JsonObject rule) => new(
        Trees.Text(rule, "rule") ?? "",
        Trees.Text(rule, "message") ?? "",
        Trees.Text(rule, "messageExpression") ?? "",
        Trees.Text(rule, "reason") ?? "FieldValueInvalid",
        Trees.Text(rule, "fieldPath") ?? "");
}
