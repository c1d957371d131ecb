using Istiod.Generators.Protobuf.Linking;

namespace Istiod.Generators.Protobuf.Emitting;

/// <summary>Emits the table of types that an Any can hold.</summary>
internal static class TableEmitter
{
    /// <summary>The text; a pure function of the model.</summary>
    public static string Emit(TableModel table)
    {
        var w = new SourceWriter();
        FileEmitter.Head(w);
        w.Open("namespace Istiod.Protos");
        w.Line("/// <summary>The message types that protos/manifest.txt names.</summary>");
        w.Open("public static class ProtoTypes");
        w.Line("private static readonly global::System.Lazy<global::Istiod.Protobuf.FieldTables> _tables = new(Load);");
        w.Line("private static readonly global::System.Lazy<global::Istiod.Protobuf.AnyResolver> _resolver = new(() => new(All(), () => Tables));");
        w.Line("/// <summary>Finds them by name, and any other type in <see cref=\"Tables\"/>; made on first use.</summary>");
        w.Line("public static global::Istiod.Protobuf.AnyResolver Resolver => _resolver.Value;");
        w.Line("/// <summary>The fields of all message types, of the embedded resource <c>tables.bin</c>; read on first use.</summary>");
        w.Line("public static global::Istiod.Protobuf.FieldTables Tables => _tables.Value;");
        w.Open("private static global::Istiod.Protobuf.FieldTables Load()");
        w.Line("using var stream = typeof(ProtoTypes).Assembly.GetManifestResourceStream(\"tables.bin\");");
        w.Line("return global::Istiod.Protobuf.FieldTables.Load(stream);");
        w.Close();
        List(w, "private static", "All", table.Roots);
        w.Line("/// <summary>Every generated message, for tests.</summary>");
        List(w, "internal static", "Every", table.Messages);
        w.Close();
        w.Close();
        return w.ToString();
    }

    private static void List(SourceWriter w, string access, string name, EquatableArray<string> types)
    {
        w.Line($"{access} global::Istiod.Protobuf.AnyType[] {name}() => new global::Istiod.Protobuf.AnyType[]");
        w.Line("{");
        foreach (string type in types)
        {
            w.Line("    new global::Istiod.Protobuf.AnyType<" + type + ">(),");
        }

        w.Line("};");
    }
}
