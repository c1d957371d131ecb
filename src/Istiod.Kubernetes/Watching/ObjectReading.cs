using Istiod.Config;
using Istiod.Config.Kinds.Core;

namespace Istiod.Kubernetes.Watching;

/// <summary>Bytes of one object → sink. What cannot be read is told once and loses nothing that was there.</summary>
internal sealed class ObjectReading(InformerSpec spec, IWatchSink sink, WatchEnvironment environment)
{
    /// <summary>Reads an object that is there.</summary>
    /// <returns>Its resource version; empty if it has none.</returns>
    public string Upsert(ReadOnlySpan<byte> json)
    {
        DecodeResult decoded = Decoder.Decode(spec.Kind, json);
        if (decoded.IsOk)
        {
            ConfigObject made = decoded.Object;
            sink.Upsert(spec.IsMetadataOnly && made.Spec is not MetadataOnlySpec
                ? new ConfigObject(made.Kind, made.Meta, MetadataOnlySpec.Instance)
                : made);
            return made.Meta.ResourceVersion;
        }

        KubernetesLog.Undecodable(environment.Logger, environment.Cluster.Value, decoded.Findings[0].ToString());
        if (!TryMeta(json, out ObjectMeta meta))
        {
            return "";
        }

        sink.Keep(meta.Key);
        return meta.ResourceVersion;
    }

    /// <summary>Reads an object that is gone.</summary>
    /// <returns>Its resource version: that of the deletion.</returns>
    public string Delete(ReadOnlySpan<byte> json)
    {
        if (!TryMeta(json, out ObjectMeta meta))
        {
            throw new System.Text.Json.JsonException("a deleted object has no name");
        }

        sink.Delete(meta.Key);
        return meta.ResourceVersion;
    }

    // Any kind of which only metadata is read will do.
    private static bool TryMeta(ReadOnlySpan<byte> json, out ObjectMeta meta)
    {
        DecodeResult decoded = Decoder.Decode(KindCatalog.Namespace, json);
        meta = decoded.Object?.Meta ?? new ObjectMeta();
        return decoded.IsOk;
    }
}
