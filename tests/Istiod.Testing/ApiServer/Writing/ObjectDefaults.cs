using System.Text.Json.Nodes;
using Istiod.Config;
using Istiod.Config.Defaulting;
using Istiod.Config.Schema;
using Istiod.Primitives;
using Istiod.Testing.ApiServer.Json;
using Istiod.Testing.ApiServer.Resources;
using Istiod.Testing.ApiServer.Schemas;
using Istiod.Testing.ApiServer.Schemas.Cel;

namespace Istiod.Testing.ApiServer.Writing;

/// <summary>Prunes, defaults and validates objects: by Istiod.Config's rules for built-in kinds, by the CRD's schema for others.</summary>
internal sealed class ObjectDefaults
{
    private readonly Lock _lock = new();
    private readonly ObjectDefaulter _defaulter = new();

    /// <summary>Fills defaults; drops what a CRD's schema does not know.</summary>
    /// <returns>The tree to go on with.</returns>
    public JsonObject Fill(WriteContext context, JsonObject tree)
    {
        ApiResource resource = context.Resource;
        tree["apiVersion"] = resource.ApiVersion;
        tree["kind"] = resource.Kind;
        if (resource.Schema is { } schema)
        {
            if (context.FieldValidation == "Strict")
            {
                List<string> unknown = [];
                SchemaDefaults.Unknown(tree, schema, isRoot: true, "", unknown);
                if (unknown.Count > 0)
                {
                    throw ApiStatusException.BadRequest(
                        $"{resource.Kind} in version \"{resource.Version}\" cannot be handled as a {resource.Kind}: strict decoding error: "
                        + string.Join(", ", unknown.Select(u => $"unknown field \"{u}\"")));
                }
            }

            SchemaDefaults.Prune(tree, schema, isRoot: true);
            SchemaDefaults.Apply(tree, schema);
            return tree;
        }

        if (resource.Plural == "customresourcedefinitions")
        {
            CustomResources.Default(tree);
            return tree;
        }

        if (resource.IsCustom || !KindCatalog.TryGet(resource.ApiVersion, resource.Kind, out KindDescriptor? kind))
        {
            return tree;
        }

        DataNode root = DataNode.ParseJson(Trees.ToBytes(tree));
        lock (_lock)
        {
            _defaulter.Apply(kind, root);
        }

        return Trees.ParseObject(root.ToJson());
    }

    /// <summary>Refuses what the API server refuses.</summary>
    /// <exception cref="ApiStatusException">422 with all faults.</exception>
    /// <param name="old">The object before; null at creation.</param>
    public static void Check(ApiResource resource, JsonObject tree, JsonObject? old)
    {
        List<FieldFault> faults = [];
        if (resource.Schema is { } schema)
        {
            SchemaValidator validator = new();
            validator.Check(tree, schema, "");
            faults.AddRange(validator.Faults);
            if (faults.Count == 0)
            {
                RuleChecker.Check(tree, old, schema, "", faults);
            }
        }

        if (resource.Plural == "customresourcedefinitions")
        {
            faults.AddRange(CustomResources.Check(tree));
        }
        else if (resource.Schema is not { Properties.Count: > 0 } && KindCatalog.TryGet(resource.ApiVersion, resource.Kind, out KindDescriptor? kind))
        {
            foreach (Finding finding in ObjectSchema.Check(kind, DataNode.ParseJson(Trees.ToBytes(tree))))
            {
                int space = finding.Path.IndexOf(": ", StringComparison.Ordinal);
                faults.Add(new FieldFault("FieldValueInvalid", space < 0 ? finding.Path : finding.Path[(space + 2)..], finding.Message));
            }
        }

        if (faults.Count > 0)
        {
            string name = Trees.Text(Trees.Child(tree, "metadata"), "name") ?? "";
            throw ApiStatusException.Invalid(resource.Group, resource.Kind, name, faults);
        }
    }
}
