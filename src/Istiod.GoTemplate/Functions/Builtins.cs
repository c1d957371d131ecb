using System.Diagnostics.CodeAnalysis;
using Istiod.GoTemplate.Execution;

namespace Istiod.GoTemplate.Functions;

/// <summary>Go's <c>index</c>, <c>slice</c>, <c>len</c>, <c>not</c>, <c>call</c>. Source: Go, package text/template, funcs.go.</summary>
internal static class Builtins
{
    /// <summary>Body of functions that the executor does itself.</summary>
    public static GoValue Unreachable(RenderContext context, ReadOnlySpan<GoValue> arguments) =>
        throw new InvalidOperationException("done by the executor");

    /// <summary>Values cannot be functions, so <c>call</c> always fails.</summary>
    /// <param name="written">The argument as the template has it; null if it came down the pipeline.</param>
    [DoesNotReturn]
    public static void FailCall(string? written, GoValue function)
    {
        if (function.IsNil)
        {
            throw new GoFunctionException("call of nil");
        }

        string name = written ?? function.AsString() ?? $"<{function.Type} Value>";
        throw new GoFunctionException($"non-function {name} of type {function.Type}");
    }

    public static GoValue Not(RenderContext context, ReadOnlySpan<GoValue> arguments) => GoValue.FromBool(!Truth.IsTrue(arguments[0]));

    public static GoValue Length(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        GoValue value = Pointers.Follow(arguments[0]);
        switch (value.Kind)
        {
            case GoKind.String:
                return GoValue.FromInt(GoText.ByteLength(value.AsString()));
            case GoKind.List:
                return GoValue.FromInt(value.AsList()!.Count); // the kind says there is one
            case GoKind.Map:
                return GoValue.FromInt(value.AsMap()!.Count); // the kind says there is one
            case GoKind.Nil:
                context.Fail(value.IsNilInterface ? "len of nil pointer" : "reflect: call of reflect.Value.Type on zero Value");
                return default;
            default:
                context.Fail(value.AsPointer() is { IsNil: true } ? "len of nil pointer" : $"len of type {value.Type}");
                return default;
        }
    }

    public static GoValue Index(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        GoValue value = arguments[0];
        if (value.IsNil)
        {
            context.Fail("index of untyped nil");
        }

        foreach (GoValue index in arguments[1..])
        {
            value = Pointers.Follow(value);
            if (value.IsNil || value.AsPointer() is { IsNil: true })
            {
                context.Fail("index of nil pointer");
            }

            value = Item(context, value, index);
        }

        return value;
    }

    public static GoValue Slice(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        GoValue value = arguments[0];
        int count = arguments.Length - 1;
        if (value.IsNil)
        {
            context.Fail("slice of untyped nil");
        }

        if (count > 3)
        {
            context.Fail($"too many slice indexes: {count}");
        }

        if (value.Kind is not (GoKind.String or GoKind.List))
        {
            context.Fail($"can't slice item of type {value.Type}");
        }

        if (value.IsString && count == 3)
        {
            context.Fail("cannot 3-index slice a string");
        }

        int length = value.AsString() is { } text ? GoText.ByteLength(text) : value.AsList()!.Count; // one of the two, by the check above
        Span<int> bounds = [0, length, length];
        for (int i = 0; i < count; i++)
        {
            bounds[i] = Position(context, arguments[i + 1], length);
        }

        for (int i = 0; i < Math.Max(1, count - 1); i++)
        {
            if (bounds[i] > bounds[i + 1])
            {
                context.Fail($"invalid slice index: {bounds[i]} > {bounds[i + 1]}");
            }
        }

        return value.AsString() is { } whole
            ? context.String(GoText.Slice(whole, bounds[0], bounds[1]))
            : Part(context, value.AsList()!, bounds[0], bounds[1]); // no string, so a list
    }

    /// <summary>A part of a list; shares the elements if it can.</summary>
    public static GoValue Part(RenderContext context, GoList list, int start, int end)
    {
        if (list is GoSlice slice)
        {
            return GoValue.From(slice.Part(start, end));
        }

        GoValue[] items = context.NewItems(end - start);
        for (int i = 0; i < items.Length; i++)
        {
            items[i] = list[start + i];
        }

        return GoValue.From(new GoSlice(list.Type, items));
    }

    private static GoValue Item(RenderContext context, GoValue value, GoValue index)
    {
        switch (value.Kind)
        {
            case GoKind.String:
                string text = value.AsString()!; // the kind says it is one
                int length = GoText.ByteLength(text);
                int at = Position(context, index, length);
                if (at == length)
                {
                    context.Fail("reflect: string index out of range");
                }

                return GoValue.FromInteger(GoType.Uint8, length == text.Length ? text[at] : GoText.ToBytes(text)[at]);
            case GoKind.List:
                GoList list = value.AsList()!; // the kind says there is one
                int position = Position(context, index, list.Count);
                if (position == list.Count)
                {
                    context.Fail("reflect: slice index out of range");
                }

                return AsElement(list[position]);
            case GoKind.Map:
                GoMap map = value.AsMap()!; // the kind says there is one
                string? key = index.IsNil ? null : index.AsString();
                if (index.IsNil)
                {
                    context.Fail("value is nil; should be of type string");
                }

                if (key is null || !ReferenceEquals(index.Type, GoType.String))
                {
                    context.Fail($"value has type {index.Type}; should be string");
                }

                return AsElement(map.TryGetValue(key, out GoValue item) ? item : GoValue.NilOf(map.Type.Element ?? GoType.Any));
            default:
                context.Fail($"can't index item of type {value.Type}");
                return default;
        }
    }

    private static GoValue AsElement(GoValue item) => item.IsNil ? GoValue.NilInterface : item;

    private static int Position(RenderContext context, GoValue index, int length)
    {
        if (index.Kind is not (>= GoKind.Int and <= GoKind.Uint64))
        {
            context.Fail(index.IsNil ? "cannot index slice/array with nil" : $"cannot index slice/array with type {index.Type}");
        }

        long position = index.AsInt64;
        if (position < 0 || position > length)
        {
            context.Fail($"index out of range: {position}");
        }

        return (int)position;
    }
}
