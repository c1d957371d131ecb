using Istiod.Protobuf;
using Istiod.Protobuf.Tables;

namespace Istiod.Reflection;

/// <summary>What is in one file, and its descriptor (google.protobuf.FileDescriptorProto; numbers are of descriptor.proto).</summary>
internal sealed class FileContent(FieldTables tables, string package)
{
    // google.protobuf.FieldDescriptorProto.Type by kind of the tables
    private static readonly int[] s_types = [1, 2, 3, 4, 5, 13, 18, 17, 6, 7, 16, 15, 8, 9, 12, 11, 14];

    /// <summary>Files that this one needs.</summary>
    public SortedSet<string> Imports { get; } = new(StringComparer.Ordinal);

    /// <summary>Outermost types, full names.</summary>
    public SortedSet<string> Types { get; } = new(StringComparer.Ordinal);

    /// <summary>Types in types, full names.</summary>
    public SortedSet<string> Nested { get; } = new(StringComparer.Ordinal);

    /// <summary>Services.</summary>
    public List<ReflectedService> Services { get; } = [];

    /// <summary>The descriptor.</summary>
    public byte[] Write(string name)
    {
        DescriptorWriter file = new();
        file.Text(1, name);
        file.Text(2, package);
        foreach (string import in Imports)
        {
            file.Text(3, import);
        }

        foreach (string type in Types)
        {
            WriteType(file, type, messageField: 4, enumField: 5);
        }

        foreach (ReflectedService service in Services)
        {
            file.Message(6, writer => WriteService(writer, service));
        }

        file.Text(12, "proto3");
        return file.ToArray();
    }

    private void WriteType(DescriptorWriter around, string type, int messageField, int enumField)
    {
        if (tables.TryFindMessage(type, out MessageTable table))
        {
            around.Message(messageField, writer => WriteMessage(writer, table));
        }
        else
        {
            around.Message(enumField, writer => WriteEnum(writer, type));
        }
    }

    private void WriteMessage(DescriptorWriter message, MessageTable table)
    {
        message.Text(1, LastOf(table.FullName));
        int oneofs = table.OneofNames.Count;
        List<string> optionals = [];
        foreach (TableField field in table.Fields)
        {
            // what is optional in proto3 is in a oneof of its own, behind the others
            bool isOptional = field is { HasPresence: true, IsInOneof: false, IsRepeated: false, IsMap: false } && field.Kind != TableKind.Message;
            int oneof = isOptional ? oneofs + optionals.Count : field.OneofIndex;
            if (isOptional)
            {
                optionals.Add("_" + field.Name);
            }

            message.Message(2, writer => WriteField(writer, table, field, oneof, isOptional));
        }

        foreach (TableField map in table.Fields)
        {
            if (map.IsMap)
            {
                message.Message(3, writer => WriteEntry(writer, map));
            }
        }

        foreach (string nested in Nested)
        {
            if (nested.Length > table.FullName.Length + 1
                && nested.StartsWith(table.FullName, StringComparison.Ordinal)
                && nested[table.FullName.Length] == '.'
                && nested.IndexOf('.', table.FullName.Length + 1) < 0)
            {
                WriteType(message, nested, messageField: 3, enumField: 4);
            }
        }

        foreach (string oneof in table.OneofNames.Concat(optionals))
        {
            message.Message(8, writer => writer.Text(1, oneof));
        }
    }

    private static void WriteField(DescriptorWriter writer, MessageTable table, TableField field, int oneof, bool isOptional)
    {
        writer.Text(1, field.Name);
        writer.Number(3, field.Number);
        writer.Number(4, field.IsRepeated || field.IsMap ? 3 : 1);
        writer.Number(5, field.IsMap ? s_types[(int)TableKind.Message] : s_types[(int)field.Kind]);
        string? type = field.IsMap ? table.FullName + "." + EntryOf(field) : field.TypeName;
        if (type is not null)
        {
            writer.Text(6, "." + type);
        }

        if (oneof >= 0)
        {
            writer.Number(9, oneof);
        }

        writer.Text(10, field.JsonName);
        if (isOptional)
        {
            writer.Number(17, 1);
        }
    }

    // a map is a list of messages with a key and a value
    private static void WriteEntry(DescriptorWriter entry, TableField map)
    {
        entry.Text(1, EntryOf(map));
        entry.Message(2, key => WritePart(key, "key", 1, map.KeyKind ?? TableKind.String, null));
        entry.Message(2, value => WritePart(value, "value", 2, map.Kind, map.TypeName));
        entry.Message(7, static options => options.Number(7, 1));
    }

    private static void WritePart(DescriptorWriter writer, string name, int number, TableKind kind, string? type)
    {
        writer.Text(1, name);
        writer.Number(3, number);
        writer.Number(4, 1);
        writer.Number(5, s_types[(int)kind]);
        if (type is not null)
        {
            writer.Text(6, "." + type);
        }

        writer.Text(10, name);
    }

    private void WriteEnum(DescriptorWriter writer, string type)
    {
        writer.Text(1, LastOf(type));
        foreach ((string name, int number) in tables.EnumValues(type))
        {
            writer.Message(2, value =>
            {
                value.Text(1, name);
                value.Number(2, number);
            });
        }
    }

    private static void WriteService(DescriptorWriter writer, ReflectedService service)
    {
        writer.Text(1, LastOf(service.FullName));
        foreach (ReflectedService.Method method in service.Methods)
        {
            writer.Message(2, one =>
            {
                one.Text(1, method.Name);
                one.Text(2, "." + method.Request);
                one.Text(3, "." + method.Answer);
                if (method.IsStream)
                {
                    one.Number(5, 1);
                    one.Number(6, 1);
                }
            });
        }
    }

    // as protoc names it: string_map becomes StringMapEntry
    private static string EntryOf(TableField map)
    {
        System.Text.StringBuilder name = new();
        bool isUpper = true;
        foreach (char c in map.Name)
        {
            if (c != '_')
            {
                name.Append(isUpper ? char.ToUpperInvariant(c) : c);
            }

            isUpper = c == '_';
        }

        return name.Append("Entry").ToString();
    }

    private static string LastOf(string name) => name[(name.LastIndexOf('.') + 1)..];
}
