using Istiod.Primitives;

namespace Istiod.Config;

/// <summary>What we read of an object's metadata.</summary>
public sealed class ObjectMeta : IEquatable<ObjectMeta>
{
    /// <summary>Namespace; empty for cluster-wide kinds.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>Name; never empty in a decoded object.</summary>
    public string Name { get; init; } = "";

    /// <summary>Unique id that the API server gave, or empty.</summary>
    public string Uid { get; init; } = "";

    /// <summary>Whether the name was made from <c>generateName</c>.</summary>
    public bool HasGeneratedName { get; init; }

    /// <summary>Labels; absent and empty are the same here.</summary>
    public LabelSet Labels { get; init; } = LabelSet.Empty;

    /// <summary>Annotations; absent and empty are the same here.</summary>
    public LabelSet Annotations { get; init; } = LabelSet.Empty;

    /// <summary>
    /// When it was created. Objects of files that have no time get one that only orders them, by file, then by document, long before
    /// any real time.
    /// </summary>
    public DateTimeOffset CreationTime { get; init; }

    /// <summary>When deletion was asked for, while finalizers or a grace period still keep the object.</summary>
    public DateTimeOffset? DeletionTime { get; init; }

    /// <summary>Version of the stored object, or empty. Not part of equality: it changes with every write, relevant or not.</summary>
    public string ResourceVersion { get; init; } = "";

    /// <summary>Count of changes of the spec; 0 if unknown.</summary>
    public long Generation { get; init; }

    /// <summary>Owners, in the order of the object.</summary>
    public ValueArray<OwnerReference> Owners { get; init; }

    /// <summary>Namespace and name.</summary>
    public NamespacedName Key => new(Namespace, Name);

    /// <summary>The owner that controls it, if there is one.</summary>
    public OwnerReference? Controller
    {
        get
        {
            foreach (OwnerReference owner in Owners)
            {
                if (owner.IsController)
                {
                    return owner;
                }
            }

            return null;
        }
    }

    /// <summary>Older first; of equal age by name, then by namespace.</summary>
    /// <remarks>istiod: pilot/pkg/model/config.go:sortByCreationComparator.</remarks>
    public static int CompareByAge(ObjectMeta left, ObjectMeta right)
    {
        int order = left.CreationTime.CompareTo(right.CreationTime);
        if (order == 0)
        {
            order = string.CompareOrdinal(left.Name, right.Name);
        }

        return order != 0 ? order : string.CompareOrdinal(left.Namespace, right.Namespace);
    }

    /// <summary>The same with another creation time.</summary>
    public ObjectMeta WithCreationTime(DateTimeOffset time) => new()
    {
        Namespace = Namespace,
        Name = Name,
        Uid = Uid,
        Labels = Labels,
        Annotations = Annotations,
        CreationTime = time,
        DeletionTime = DeletionTime,
        ResourceVersion = ResourceVersion,
        Generation = Generation,
        Owners = Owners,
    };

    /// <inheritdoc/>
    public bool Equals(ObjectMeta? other) =>
        ReferenceEquals(this, other)
        || (other is not null
            && string.Equals(Name, other.Name, StringComparison.Ordinal)
            && string.Equals(Namespace, other.Namespace, StringComparison.Ordinal)
            && string.Equals(Uid, other.Uid, StringComparison.Ordinal)
            && Generation == other.Generation
            && HasGeneratedName == other.HasGeneratedName
            && CreationTime == other.CreationTime
            && DeletionTime == other.DeletionTime
            && Labels.Equals(other.Labels)
            && Annotations.Equals(other.Annotations)
            && Owners.Equals(other.Owners));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ObjectMeta);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Namespace, Generation);

    /// <summary><c>namespace/name</c>.</summary>
    public override string ToString() => Key.ToString();
}
