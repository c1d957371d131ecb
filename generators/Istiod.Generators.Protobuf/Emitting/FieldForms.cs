using Istiod.Generators.Protobuf.Linking;

namespace Istiod.Generators.Protobuf.Emitting;

/// <summary>The calls into the runtime that one field needs.</summary>
internal static class FieldForms
{
    /// <summary>Number and wire type as on the wire.</summary>
    public static uint Tag(FieldModel field) => ((uint)field.Number << 3) | (field.IsPacked ? 2u : WireType(field));

    /// <summary>The tag of the other encoding of repeated numbers, which readers must take too.</summary>
    public static uint? OtherTag(FieldModel field)
    {
        uint single = ((uint)field.Number << 3) | WireType(field);
        return field.Shape != FieldShape.Repeated || (single & 7) == 2 ? null
            : field.IsPacked ? single
            : ((uint)field.Number << 3) | 2;
    }

    /// <summary>Bytes of the tag.</summary>
    public static int TagSize(FieldModel field)
    {
        int size = 1;
        for (uint tag = Tag(field); tag >= 0x80; tag >>= 7)
        {
            size++;
        }

        return size;
    }

    /// <summary>True if writing must ask for the case first: the property cannot say that it is not set.</summary>
    public static bool NeedsCase(FieldModel field) =>
        field.Oneof >= 0 && field.Element.Kind is ElementKind.Scalar or ElementKind.Enum && field.Oneof >= 0;

    /// <summary>The stored form: the backing field of a collection, else the property.</summary>
    public static string Stored(FieldModel field) => field.Shape == FieldShape.Single ? field.CsName : "_f" + field.Number;

    /// <summary>Method and arguments, the same for the writer and for the size; <paramref name="first"/> is tag or tag size.</summary>
    public static string Wire(FieldModel field, uint first)
    {
        ElementModel e = field.Element;
        string value = Stored(field);
        switch (field.Shape)
        {
            case FieldShape.Map:
                return $"Map({first}, {value}, {field.Key!.Codec}, {MapCodec(e)})";
            case FieldShape.Repeated when e.Kind == ElementKind.Message:
                return $"Messages({first}, {value})";
            case FieldShape.Repeated:
                return $"{(field.IsPacked ? "Packed" : "Repeated")}({first}, {value}, {MapCodec(e)})";
        }

        switch (e.Kind)
        {
            case ElementKind.Message:
                return $"Message({first}, {value})";
            case ElementKind.Wrapper:
                return $"{(e.Scalar == "string" ? "WrapRef" : "Wrap")}({first}, {value}, {e.Codec})";
            case ElementKind.Struct:
                return $"Value({first}, {value}, {e.Codec})";
        }

        bool isAlways = field.Oneof >= 0;
        string opt = isAlways || field.HasPresence ? "Opt" : "";
        string cast = isAlways ? "?" : "";
        string nullable = isAlways || field.HasPresence ? "?" : "";
        return e.Scalar switch
        {
            "string" => $"{opt}String({first}, {value})",
            "bytes" => $"{opt}Bytes({first}, {value})",
            "enum" => $"Varint({first}, B.Of((int{nullable}){value}))",
            "bool" or "int32" or "int64" => $"Varint({first}, B.Of({(isAlways ? $"({e.CsType}?)" : "")}{value}))",
            "sint32" or "sint64" => $"Varint({first}, B.ZigZag({(isAlways ? $"({e.CsType}?)" : "")}{value}))",
            "uint32" or "uint64" => $"Varint({first}, (ulong{nullable}){value})",
            "fixed32" or "sfixed32" => $"Fixed32({first}, (uint{nullable}){value})",
            "fixed64" or "sfixed64" => $"Fixed64({first}, (ulong{nullable}){value})",
            "float" => $"Fixed32({first}, B.Of({(isAlways ? "(float?)" : "")}{value}))",
            _ => $"Fixed64({first}, B.Of({(isAlways ? "(double?)" : "")}{value}))",
        };
    }

    /// <summary>Statement that reads the field from the wire.</summary>
    public static string Read(FieldModel field)
    {
        ElementModel e = field.Element;
        string name = field.CsName;
        return (field.Shape, e.Kind) switch
        {
            (FieldShape.Map, _) => $"r.Entry({name}, {field.Key!.Codec}, {MapCodec(e)})",
            (FieldShape.Repeated, ElementKind.Message) => $"{name}.Add(r.Message(new {e.CsType}()))",
            (FieldShape.Repeated, _) => $"r.Repeated(tag, {name}, {MapCodec(e)})",
            (_, ElementKind.Message) => $"{name} = r.Message({name} ?? new {e.CsType}())",
            (_, ElementKind.Wrapper) => $"{name} = r.{(e.Scalar == "string" ? "WrappedRef" : "Wrapped")}({e.Codec}, {name})",
            (_, ElementKind.Struct) => $"{name} = {e.Codec}.Read(ref r)",
            (_, ElementKind.Enum) => $"{name} = ({e.CsType})r.Int32()",
            _ => $"{name} = r.{e.Codec.Substring(2)}()",
        };
    }

    /// <summary>Method and arguments that write the member.</summary>
    public static string Json(FieldModel field)
    {
        ElementModel e = field.Element;
        int i = field.Index;
        string value = Stored(field);
        if (field.Shape == FieldShape.Map)
        {
            return $"Map({i}, {value}, {field.Key!.Codec}, {MapCodec(e)})";
        }

        if (field.Shape == FieldShape.Repeated)
        {
            return $"Repeated({i}, {value}, {MapCodec(e)})";
        }

        switch (e.Kind)
        {
            case ElementKind.Message:
                return $"Message({i}, {value})";
            case ElementKind.Wrapper:
                return $"{(e.Scalar == "string" ? "OptRef" : "Wrap")}({i}, {value}, {e.Codec})";
            case ElementKind.Struct:
                return $"Opt({i}, {value}, {e.Codec})";
        }

        if (field.Oneof < 0 && !field.HasPresence)
        {
            return $"Value({i}, {value}, {e.Codec})";
        }

        return e.Scalar == "string" ? $"OptRef({i}, {value}, {e.Codec})" : $"Opt({i}, ({e.CsType}?){value}, {e.Codec})";
    }

    /// <summary>Statement that reads the member.</summary>
    public static string ReadJson(FieldModel field)
    {
        ElementModel e = field.Element;
        string name = field.CsName;
        return (field.Shape, e.Kind) switch
        {
            (FieldShape.Map, _) => $"c.Map(ref r, {name}, {field.Key!.Codec}, {MapCodec(e)})",
            (FieldShape.Repeated, _) => $"c.Repeated(ref r, {name}, {MapCodec(e)})",
            (_, ElementKind.Message) => $"{name} = c.Message(ref r, new {e.CsType}())",
            _ => $"{name} = {e.Codec}.ReadJson(ref r, c)",
        };
    }

    private static string MapCodec(ElementModel e) => e.Kind == ElementKind.Wrapper ? $"C.Wrapper({e.Codec})" : e.Codec;

    private static uint WireType(FieldModel field) => field.Shape == FieldShape.Map ? 2u : (field.Element.Kind, field.Element.Scalar) switch
    {
        (ElementKind.Enum, _) => 0,
        (ElementKind.Scalar, "string" or "bytes") => 2,
        (ElementKind.Scalar, "fixed32" or "sfixed32" or "float") => 5,
        (ElementKind.Scalar, "fixed64" or "sfixed64" or "double") => 1,
        (ElementKind.Scalar, _) => 0,
        _ => 2,
    };
}
