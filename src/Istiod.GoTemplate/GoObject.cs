namespace Istiod.GoTemplate;

/// <summary>
/// A struct, or a pointer to one, that a host offers to templates: fields by their Go names, read when asked for. Methods
/// are the type's (<see cref="GoType.FindMethod"/>). A nil pointer is a <see cref="GoPointer"/>, not an object.
/// </summary>
/// <remarks>Read-only while a template runs; implementations are called from one thread at a time for each render.</remarks>
public abstract class GoObject : GoReference
{
    /// <summary>Number of fields, in declared order; what printing and JSON walk.</summary>
    public abstract int FieldCount { get; }

    /// <summary>Go name of a field.</summary>
    public abstract string FieldName(int index);

    /// <summary>Value of a field; nil for an empty interface field, a typed nil (<see cref="GoValue.NilOf"/>) for the others.</summary>
    public abstract GoValue Field(int index);

    /// <summary>The field of this name. False is an error of the template: <c>can't evaluate field</c>.</summary>
    public virtual bool TryGetField(string name, out GoValue value)
    {
        for (int i = 0; i < FieldCount; i++)
        {
            if (string.Equals(FieldName(i), name, StringComparison.Ordinal))
            {
                value = Field(i);
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <summary>Whether a field's declared type is an interface: only error texts tell.</summary>
    public virtual bool IsInterfaceField(string name) => false;

    /// <summary>Writes what Go's <c>encoding/json</c> gives for the struct. The default writes all fields under their Go names.</summary>
    public virtual void WriteJson(GoJsonWriter writer)
    {
        writer.BeginObject();
        for (int i = 0; i < FieldCount; i++)
        {
            writer.Name(FieldName(i));
            writer.Value(Field(i));
        }

        writer.EndObject();
    }
}
