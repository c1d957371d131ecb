using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using Istiod.Testing.ApiServer.Json;
using Istiod.Testing.ApiServer.Resources;
using Istiod.Testing.ApiServer.Storage;

namespace Istiod.Testing.ApiServer.Serving;

/// <summary>How objects are written: whole, metadata only, or as rows of a table; the best that the Accept header names.</summary>
internal sealed class ObjectForm
{
    private readonly byte[] _head;
    private readonly TimeProvider _time;

    private ObjectForm(ApiResource resource, FormKind kind, TimeProvider time)
    {
        _time = time;
        Kind = kind;
        Resource = resource;
        _head = Encoding.UTF8.GetBytes(kind == FormKind.Metadata
            ? """{"kind":"PartialObjectMetadata","apiVersion":"meta.k8s.io/v1","""
            : $$"""{"kind":"{{resource.Kind}}","apiVersion":"{{resource.ApiVersion}}",""");
    }

    public FormKind Kind { get; }

    public ApiResource Resource { get; }

    /// <summary>Chooses by the Accept header.</summary>
    /// <exception cref="ApiStatusException">406 if JSON is not accepted in any form.</exception>
    public static ObjectForm Choose(ApiResource resource, string? accept, TimeProvider time)
    {
        if (string.IsNullOrEmpty(accept))
        {
            return new ObjectForm(resource, FormKind.Whole, time);
        }

        foreach (string range in accept.Split(','))
        {
            string[] parts = range.Split(';', StringSplitOptions.TrimEntries);
            if (parts[0] is not ("application/json" or "*/*" or "application/*"))
            {
                continue;
            }

            switch (parts.FirstOrDefault(p => p.StartsWith("as=", StringComparison.Ordinal)))
            {
                case null:
                    return new ObjectForm(resource, FormKind.Whole, time);
                case "as=PartialObjectMetadata" or "as=PartialObjectMetadataList":
                    return new ObjectForm(resource, FormKind.Metadata, time);
                case "as=Table":
                    return new ObjectForm(resource, FormKind.Table, time);
                default:
                    break;
            }
        }

        throw new ApiStatusException(406, "NotAcceptable", "only the following media types are accepted: application/json");
    }

    /// <summary>Many objects as one table.</summary>
    public JsonObject Table(IEnumerable<StoredObject> objects, string revision) => TableRows.Build(Resource, objects, revision, _time.GetUtcNow());

    /// <summary>One object with its kind.</summary>
    public void Write(IBufferWriter<byte> output, StoredObject stored)
    {
        if (Kind == FormKind.Table)
        {
            output.Write(Trees.ToBytes(TableRows.Build(Resource, [stored], "", _time.GetUtcNow())));
            return;
        }

        output.Write(_head);
        WriteRest(output, stored);
    }

    /// <summary>One item of a list: typed kinds carry no kind there.</summary>
    public void WriteItem(IBufferWriter<byte> output, StoredObject stored)
    {
        if (Kind == FormKind.Metadata || Resource.IsCustom)
        {
            output.Write(_head);
        }
        else
        {
            output.Write("{"u8);
        }

        WriteRest(output, stored);
    }

    private void WriteRest(IBufferWriter<byte> output, StoredObject stored)
    {
        if (Kind == FormKind.Metadata)
        {
            output.Write(stored.Body.Span[..stored.MetadataLength]);
            output.Write("}"u8);
        }
        else
        {
            output.Write(stored.Body.Span);
        }
    }
}
