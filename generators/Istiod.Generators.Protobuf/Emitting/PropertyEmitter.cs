using Istiod.Generators.Protobuf.Linking;

namespace Istiod.Generators.Protobuf.Emitting;

/// <summary>Emits the properties of fields and oneofs.</summary>
internal static class PropertyEmitter
{
    private const string Runtime = "global::Istiod.Protobuf.";

    /// <summary>True expression if the oneof holds this field.</summary>
    public static string CaseTest(MessageModel m, FieldModel field) =>
        $"_c{field.Oneof} == {CaseType(m, field.Oneof)}.{field.CsName}";

    /// <summary>The case enum, its property, storage and clear method of a oneof.</summary>
    public static void Oneof(SourceWriter w, MessageModel m, int index)
    {
        OneofModel oneof = m.Oneofs[index];
        string type = CaseType(m, index);
        w.Open("public enum " + type);
        w.Line("None = 0,");
        foreach (FieldModel field in m.Fields)
        {
            if (field.Oneof == index)
            {
                w.Line($"{field.CsName} = {field.Number},");
            }
        }

        w.Close();
        w.Line($"private {type} _c{index};");
        string reset = $"_c{index} = 0;";
        if (oneof.HasBits)
        {
            w.Line($"private ulong _b{index};");
            reset += $" _b{index} = 0;";
        }

        if (oneof.HasReference)
        {
            w.Line($"private object? _o{index};");
            reset += $" _o{index} = null;";
        }

        w.Line($"public {type} {oneof.CsName}Case => _c{index};");
        w.Line($"public void Clear{oneof.CsName}() {{ {reset} }}");
    }

    /// <summary>The property of a field.</summary>
    public static void Field(SourceWriter w, MessageModel m, FieldModel field)
    {
        string type = field.Element.CsType;
        string name = field.CsName;
        if (field.Shape != FieldShape.Single)
        {
            string collection = field.Shape == FieldShape.Map
                ? $"{Runtime}MapField<{field.Key!.CsType}, {type}>"
                : $"{Runtime}RepeatedField<{type}>";
            w.Line($"private {collection}? _f{field.Number};");
            w.Line($"public {collection} {name} => _f{field.Number} ??= new();");
            w.Line($"public bool Has{name} => _f{field.Number} is {{ Count: > 0 }};");
            return;
        }

        if (field.Oneof >= 0)
        {
            OneofMember(w, m, field);
            return;
        }

        bool isNullable = field.HasPresence || field.Element.Kind is ElementKind.Message or ElementKind.Wrapper or ElementKind.Struct;
        if (isNullable)
        {
            w.Line($"public {type}? {name} {{ get; set; }}");
        }
        else if (type == "string")
        {
            w.Line($"public string {name} {{ get; set; }} = \"\";");
        }
        else
        {
            w.Line($"public {type} {name} {{ get; set; }}");
        }
    }

    private static void OneofMember(SourceWriter w, MessageModel m, FieldModel field)
    {
        int i = field.Oneof;
        OneofModel oneof = m.Oneofs[i];
        string type = field.Element.CsType;
        string test = CaseTest(m, field);
        string setCase = $"_c{i} = {CaseType(m, i)}.{field.CsName};";
        bool isBits = OneofStorage.IsBits(field.Element);
        bool isNullable = field.Element.Kind is ElementKind.Message or ElementKind.Wrapper or ElementKind.Struct;
        bool isText = !isNullable && field.Element.Scalar == "string";
        string stored = isBits ? OneofStorage.FromBits(field.Element, "_b" + i) : $"({type})_o{i}";
        string none = isNullable ? $"({type}?)null" : isText ? "\"\"" : $"default({type})";
        string store = isBits
            ? $"_b{i} = {OneofStorage.ToBits(field.Element, "{0}")};" + (oneof.HasReference ? $" _o{i} = null;" : "")
            : $"_o{i} = {{0}};" + (oneof.HasBits ? $" _b{i} = 0;" : "");
        w.Open($"public {type}{(isNullable ? "?" : "")} {field.CsName}");
        w.Line($"get => {test} ? {stored} : {none};");
        if (isNullable || isText)
        {
            string set = store.Replace("{0}", "v") + " " + setCase;
            w.Line($"set {{ if (value is {{ }} v) {{ {set} }} else if ({test}) {{ Clear{oneof.CsName}(); }} }}");
        }
        else
        {
            w.Line($"set {{ {store.Replace("{0}", "value")} {setCase} }}");
        }

        w.Close();
    }

    private static string CaseType(MessageModel m, int oneof) => m.Oneofs[oneof].CsName + "OneofCase";
}
