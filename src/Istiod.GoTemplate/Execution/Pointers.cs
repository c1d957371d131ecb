namespace Istiod.GoTemplate.Execution;

/// <summary>Following pointers.</summary>
internal static class Pointers
{
    /// <summary>What pointers lead to; a nil pointer, and a pointer to an object, stay as they are.</summary>
    public static GoValue Follow(GoValue value)
    {
        while (value.AsPointer() is { IsNil: false } pointer)
        {
            value = pointer.Target;
        }

        return value;
    }

    /// <summary>The same where something is printed: what says itself how it prints is not followed.</summary>
    public static GoValue FollowForPrint(GoValue value)
    {
        while (value.AsPointer() is { IsNil: false } pointer && pointer.Type.FindMethod("String") is null && pointer.Type.FindMethod("Error") is null)
        {
            value = pointer.Target;
        }

        return value;
    }

    /// <summary>Whether a value is a nil pointer, list, map or nothing.</summary>
    public static bool IsNil(GoValue value) => value.Kind switch
    {
        GoKind.Nil => true,
        GoKind.List => value.AsList() is { IsNil: true },
        GoKind.Map => value.AsMap() is { IsNil: true },
        GoKind.Pointer => value.AsPointer() is { IsNil: true },
        _ => false,
    };
}
