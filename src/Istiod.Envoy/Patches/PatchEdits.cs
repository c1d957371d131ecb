using Istiod.Model;
using Istiod.Protobuf;
using Istiod.Protos;
using Operation = Istiod.Protos.Istio.Networking.V1Alpha3.EnvoyFilter.Types.Patch.Types.Operation;

namespace Istiod.Envoy.Patches;

/// <summary>Edits that patches make to lists and to configs of any type.</summary>
/// <remarks>istiod: pilot/pkg/networking/core/envoyfilter/util.go, networking/util/util.go:MergeAnyWithAny.</remarks>
internal static class PatchEdits
{
    /// <summary>Adds, inserts, replaces or removes an item; merges are not made here.</summary>
    /// <param name="isAnchor">Finds the item to which the patch relates; <c>null</c>: it names none.</param>
    public static void Edit<T>(RepeatedField<T> list, EnvoyPatch patch, Predicate<T>? isAnchor)
        where T : ProtoMessage<T>, IProtoMessage<T>
    {
        if (patch.Operation == Operation.Remove)
        {
            if (isAnchor is not null)
            {
                list.RemoveAll(isAnchor);
            }

            return;
        }

        if (patch.Value is not T value)
        {
            return;
        }

        int at = isAnchor is null ? -1 : list.FindIndex(isAnchor);
        switch (patch.Operation)
        {
            case Operation.Add:
            case Operation.InsertAfter when isAnchor is null:
                list.Add(value.Clone());
                break;
            case Operation.InsertFirst:
            case Operation.InsertBefore when isAnchor is null:
                list.Insert(0, value.Clone());
                break;
            case Operation.InsertAfter when at >= 0:
                list.Insert(at + 1, value.Clone());
                break;
            case Operation.InsertBefore when at >= 0:
                list.Insert(at, value.Clone());
                break;
            case Operation.Replace when at >= 0:
                list[at] = value.Clone();
                break;
        }
    }

    /// <summary>A config with another merged into it; the config as it was if they are of different or unknown types.</summary>
    public static AnyValue Merge(AnyValue config, AnyValue patch)
    {
        if (!ProtoTypes.Resolver.TryFind(config.TypeUrl, out AnyType type)
            || !config.MessageName.SequenceEqual(patch.MessageName))
        {
            return config;
        }

        try
        {
            ProtoMessage merged = type.Parse(config.ToValueBytes().Span);
            merged.MergeFrom(type.Parse(patch.ToValueBytes().Span));
            return AnyValue.Pack(merged, config.TypeUrl);
        }
        catch (ProtoException)
        {
            return config;
        }
    }
}
