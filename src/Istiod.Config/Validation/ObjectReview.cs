using System.Text.Json;
using Istiod.Config.Json;
using Istiod.Primitives;
using Istiod.Protobuf;
using Istiod.Protos;

namespace Istiod.Config.Validation;

/// <summary>Looks at an object that somebody wants to store, from its JSON to the rules of its kind. Stateless and thread-safe.</summary>
/// <remarks>istiod: pkg/webhooks/validation/server/server.go:validate, pilot/pkg/config/kube/crd.</remarks>
public static class ObjectReview
{
    /// <summary>Looks at an object.</summary>
    /// <param name="root">The object as written; null if there is none.</param>
    /// <param name="withAlpha">Whether the alpha kinds of the Gateway API are known.</param>
    /// <param name="kindName">What a message about an unknown member calls the kind; null for the object's own.</param>
    /// <param name="ns">The namespace in that message; null for the object's own.</param>
    public static ObjectVerdict Check(DataNode? root, bool withAlpha, string? kindName = null, string? ns = null)
    {
        if (HeadReader.Fault(root) is { } broken)
        {
            return ObjectVerdict.Refuse(ObjectStep.Decode, $"cannot decode configuration: {broken}");
        }

        string kind = root?.TextOf("kind") ?? "";
        (string group, string version) = HeadReader.Split(root?.TextOf("apiVersion") ?? "");
        if (root is null || !ValidatedKinds.TryFind(group, kind, withAlpha, out KindDescriptor? descriptor))
        {
            return ObjectVerdict.Refuse(ObjectStep.Kind, $"unrecognized type {group}/{version}, Kind={kind}");
        }

        if (!TryDecode(descriptor, root, out ConfigObject? item, out string? fault))
        {
            return ObjectVerdict.Refuse(ObjectStep.Spec, $"error decoding configuration: {fault}");
        }

        ValidationReport report = ObjectValidator.Validate(item!, root["spec"]); // decoded, so not null
        if (!report.IsValid)
        {
            return ObjectVerdict.Refuse(ObjectStep.Rules, $"configuration is invalid: {report.ErrorText}");
        }

        foreach (KeyValuePair<string, DataNode> member in root.Members)
        {
            if (member.Key is not ("apiVersion" or "kind" or "metadata" or "spec" or "status"))
            {
                string name = HeadReader.Name(root);
                return ObjectVerdict.Refuse(
                    ObjectStep.Rules,
                    $"unknown field {GoQuote.Of(member.Key)} on {kindName ?? kind} resource {ns ?? HeadReader.Namespace(root)}/{name}");
            }
        }

        List<string> warnings = [];
        foreach (Finding warning in report.Warnings)
        {
            warnings.Add(warning.Message);
        }

        return new ObjectVerdict(ObjectStep.Allowed, "", ValueArray.From(warnings));
    }

    /// <summary>Decodes an object of a known kind; unlike <see cref="Decoder"/> it may lack a name yet.</summary>
    /// <param name="fault">What does not fit, in the reference's words; null if it was read.</param>
    /// <param name="refusesUnknown">Whether fields that the kind does not have are a fault.</param>
    public static bool TryDecode(
        KindDescriptor kind, DataNode root, out ConfigObject? item, out string? fault, bool refusesUnknown = false)
    {
        item = null;
        DataNode? spec = root["spec"];
        SpecReader reader = kind.NewReader();
        string? message = (kind.NewReader().Finish() as IProtoMessage)?.TypeName;
        fault = refusesUnknown && message is not null && spec is not null
            ? GoJsonpb.Fault(ProtoTypes.Tables, message, spec, refusesUnknown: true)
            : null;
        if (fault is not null)
        {
            return false;
        }

        try
        {
            if (spec is not null)
            {
                DataNode holder = DataNode.Object();
                holder.Set("spec", spec);
                Utf8JsonReader json = new(holder.ToJson(), Decoder.ReaderOptions);
                json.Read();
                json.Read();
                reader.TryRead(ref json);
            }

            item = new ConfigObject(kind, HeadReader.Meta(root), reader.Finish());
            return true;
        }
        catch (DecodeException wrong)
        {
            // The user's value: the reference's own reader is asked for its words.
            fault = (message is null || spec is null ? null : GoJsonpb.Fault(ProtoTypes.Tables, message, spec)) ?? Own(wrong);
        }
        catch (JsonException wrong)
        {
            // Nested deeper than is read.
            fault = wrong.Message;
        }

        return false;
    }

    private static string Own(DecodeException wrong) => wrong.Path.Length == 0 ? wrong.Message : $"{wrong.Path}: {wrong.Message}";
}
