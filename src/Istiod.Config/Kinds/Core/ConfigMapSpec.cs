using Istiod.Primitives;

namespace Istiod.Config.Kinds.Core;

/// <summary>A ConfigMap (which has no <c>spec</c>).</summary>
/// <param name="Data">Texts by key.</param>
/// <param name="BinaryData">Bytes by key, ordinal order.</param>
public sealed record ConfigMapSpec(LabelSet Data, ValueArray<KeyValuePair<string, ByteString>> BinaryData);
