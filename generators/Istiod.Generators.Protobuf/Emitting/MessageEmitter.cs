using System.Text;
using Istiod.Generators.Protobuf.Linking;

namespace Istiod.Generators.Protobuf.Emitting;

/// <summary>Emits one message class.</summary>
internal static class MessageEmitter
{
    private const string Runtime = "global::Istiod.Protobuf.";

    /// <summary>Writes the class with its nested types.</summary>
    public static void Emit(SourceWriter w, MessageModel m)
    {
        if (m.IsShell)
        {
            w.Open("public static class " + m.CsName);
            Nested(w, m);
            w.Close();
            return;
        }

        w.Open($"public sealed class {m.CsName} : {Runtime}ProtoMessage<{m.CsName}>, {Runtime}IProtoMessage<{m.CsName}>");
        w.Line($"private static readonly {Runtime}FieldNames _n = new(\"{Names(m)}\");");
        w.Line($"public static string FullName => \"{m.FullName}\";");
        w.Line($"public static {m.CsName} Create() => new();");
        w.Line($"protected override {Runtime}FieldNames JsonNames => _n;");
        for (int i = 0; i < m.Oneofs.Count; i++)
        {
            PropertyEmitter.Oneof(w, m, i);
        }

        foreach (FieldModel field in m.Fields)
        {
            PropertyEmitter.Field(w, m, field);
        }

        Size(w, m);
        Write(w, m);
        Read(w, m);
        WriteJson(w, m);
        ReadJson(w, m);
        Equality(w, m);
        Nested(w, m);
        w.Close();
    }

    private static string Names(MessageModel m)
    {
        var names = new StringBuilder();
        foreach (FieldModel field in m.Fields)
        {
            names.Append(names.Length > 0 ? " " : "").Append(field.Name);
            if (field.JsonName is not null)
            {
                names.Append(':').Append(field.JsonName);
            }

            bool acceptsNull = field.Shape == FieldShape.Single
                && field.Element.CsType is Runtime + "Value" or Runtime + "NullValue";
            names.Append(acceptsNull ? "!" : "");
        }

        return names.ToString();
    }

    private static void Nested(SourceWriter w, MessageModel m)
    {
        if (m.Messages.Count + m.Enums.Count == 0)
        {
            return;
        }

        w.Open("public static class Types");
        foreach (EnumModel e in m.Enums)
        {
            FileEmitter.Enum(w, e);
        }

        foreach (MessageModel inner in m.Messages)
        {
            Emit(w, inner);
        }

        w.Close();
    }

    private static FieldModel[] ByNumber(MessageModel m)
    {
        var fields = new FieldModel[m.Fields.Count];
        for (int i = 0; i < fields.Length; i++)
        {
            fields[i] = m.Fields[i];
        }

        System.Array.Sort(fields, (a, b) => a.Number.CompareTo(b.Number));
        return fields;
    }

    private static void Size(SourceWriter w, MessageModel m)
    {
        w.Open("protected override int SizeFields()");
        w.Line("int s = 0;");
        foreach (FieldModel field in ByNumber(m))
        {
            w.Line(Guard(m, field) + "s += S." + FieldForms.Wire(field, (uint)FieldForms.TagSize(field)) + ";");
        }

        w.Line("return s;");
        w.Close();
    }

    private static void Write(SourceWriter w, MessageModel m)
    {
        w.Open($"protected override void WriteFields(ref {Runtime}ProtoWriter w)");
        foreach (FieldModel field in ByNumber(m))
        {
            w.Line(Guard(m, field) + "w." + FieldForms.Wire(field, FieldForms.Tag(field)) + ";");
        }

        w.Close();
    }

    private static string Guard(MessageModel m, FieldModel field) =>
        FieldForms.NeedsCase(field) ? $"if ({PropertyEmitter.CaseTest(m, field)}) " : "";

    private static void Read(SourceWriter w, MessageModel m)
    {
        w.Open($"protected override bool ReadField(uint tag, ref {Runtime}ProtoReader r)");
        if (m.Fields.Count == 0)
        {
            w.Line("return false;");
            w.Close();
            return;
        }

        w.Open("switch (tag)");
        foreach (FieldModel field in ByNumber(m))
        {
            string also = FieldForms.OtherTag(field) is { } other ? $"case {other}: " : "";
            w.Line($"case {FieldForms.Tag(field)}: {also}{FieldForms.Read(field)}; return true;");
        }

        w.Line("default: return false;");
        w.Close();
        w.Close();
    }

    private static void WriteJson(SourceWriter w, MessageModel m)
    {
        w.Open($"protected override void WriteJsonFields({Runtime}ProtoJsonWriter j)");
        foreach (FieldModel field in m.Fields)
        {
            w.Line(Guard(m, field) + "j." + FieldForms.Json(field) + ";");
        }

        w.Close();
    }

    private static void ReadJson(SourceWriter w, MessageModel m)
    {
        w.Open(
            "protected override void ReadJsonField(int index, ref global::System.Text.Json.Utf8JsonReader r, "
            + Runtime + "ProtoJsonContext c)");
        if (m.Fields.Count > 0)
        {
            w.Open("switch (index)");
            foreach (FieldModel field in m.Fields)
            {
                string refuse = "";
                if (field.Oneof >= 0)
                {
                    refuse = $"c.RefuseSecond(_c{field.Oneof} != 0, \"{m.Oneofs[field.Oneof].Name}\"); ";
                }

                w.Line($"case {field.Index}: {refuse}{FieldForms.ReadJson(field)}; return;");
            }

            w.Close();
        }

        w.Close();
    }

    private static void Equality(SourceWriter w, MessageModel m)
    {
        w.Line($"protected override bool EqualFields({m.CsName} other) => true");
        foreach (FieldModel field in m.Fields)
        {
            if (field.Oneof < 0 || field.Element.Scalar == "bytes")
            {
                string name = FieldForms.Stored(field);
                string method = field.Element.Scalar == "string" && field.Shape == FieldShape.Single
                    && (field.HasPresence || field.Element.Kind == ElementKind.Wrapper) ? "SameOptional" : "Same";
                w.Line($"    && H.{method}({name}, other.{name})");
            }
        }

        for (int i = 0; i < m.Oneofs.Count; i++)
        {
            w.Line($"    && _c{i} == other._c{i}");
            if (m.Oneofs[i].HasBits)
            {
                w.Line($"    && _b{i} == other._b{i}");
            }

            if (m.Oneofs[i].HasReference)
            {
                // Boxed bytes are not equal by value; they are compared above, as members.
                w.Line(m.Oneofs[i].HasBytes
                    ? $"    && (_o{i} is global::System.ReadOnlyMemory<byte> || Equals(_o{i}, other._o{i}))"
                    : $"    && Equals(_o{i}, other._o{i})");
            }
        }

        w.Line("    ;");
        w.Open($"protected override void HashFields(ref {Runtime}ProtoHash h)");
        foreach (FieldModel field in m.Fields)
        {
            if (field.Oneof < 0)
            {
                w.Line($"h.Add({FieldForms.Stored(field)});");
            }
        }

        for (int i = 0; i < m.Oneofs.Count; i++)
        {
            w.Line($"h.Add((int)_c{i});");
            if (m.Oneofs[i].HasBits)
            {
                w.Line($"h.Add(_b{i});");
            }

            if (m.Oneofs[i].HasReference)
            {
                w.Line(m.Oneofs[i].HasBytes ? $"h.Add(_o{i} as string);" : $"h.Add(_o{i});");
            }
        }

        w.Close();
    }
}
