using Istiod.Primitives;

namespace Istiod.Config;

/// <summary>One stored object, decoded. Immutable; equal if everything that we read is equal (but for the resource version).</summary>
public sealed class ConfigObject : IEquatable<ConfigObject>
{
    /// <summary>Makes an object.</summary>
    public ConfigObject(KindDescriptor kind, ObjectMeta meta, object? spec, JsonValue? status = null)
    {
        Kind = kind;
        Meta = meta;
        Spec = spec;
        Status = status;
    }

    /// <summary>The kind.</summary>
    public KindDescriptor Kind { get; }

    /// <summary>The metadata.</summary>
    public ObjectMeta Meta { get; }

    /// <summary>
    /// A value of <see cref="KindDescriptor.SpecType"/>, which has value equality and is treated as immutable; <c>null</c> if the object has none.
    /// </summary>
    public object? Spec { get; }

    /// <summary>The status as JSON, for kinds whose descriptor keeps it; core kinds have theirs in the spec type.</summary>
    public JsonValue? Status { get; }

    /// <summary>Namespace and name.</summary>
    public NamespacedName Key => Meta.Key;

    /// <summary>The spec as <typeparamref name="T"/>; throws if it is absent or of another type.</summary>
    public T SpecAs<T>()
        where T : class =>
        Spec as T ?? throw new InvalidOperationException($"{this} has no spec of type {typeof(T).Name}");

    /// <summary>The same object with other metadata.</summary>
    public ConfigObject WithMeta(ObjectMeta meta) => new(Kind, meta, Spec, Status);

    /// <inheritdoc/>
    public bool Equals(ConfigObject? other) =>
        ReferenceEquals(this, other)
        || (other is not null
            && ReferenceEquals(Kind, other.Kind)
            && Meta.Equals(other.Meta)
            && Equals(Spec, other.Spec)
            && Equals(Status, other.Status));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ConfigObject);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind.Kind, Meta);

    /// <summary><c>Kind/namespace/name</c>.</summary>
    public override string ToString() => $"{Kind.Kind}/{Meta.Namespace}/{Meta.Name}";
}
