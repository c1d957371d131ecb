using System;
using System.Collections.Generic;
using Istiod.Generators.Protobuf.Parsing;

namespace Istiod.Generators.Protobuf.Linking;

/// <summary>Resolves names over all files, keeps what the roots reach, and decides each field's C# form.</summary>
internal sealed class Linker
{
    /// <summary>The runtime marks the fields it has seen in JSON in 128 bits.</summary>
    private const int MaxFields = 128;

    private readonly Dictionary<string, (MessageSpec Spec, FileSpec File)> _messages = new();
    private readonly Dictionary<string, (EnumSpec Spec, FileSpec File)> _enums = new();
    private readonly HashSet<string> _reached = new();
    private readonly HashSet<string> _shells = new();
    private readonly List<SpecError> _errors = new();

    private Linker()
    {
    }

    /// <summary>Links the files for the roots; the order of the files does not matter.</summary>
    public static LinkResult Link(IEnumerable<FileSpec> files, IEnumerable<ManifestSpec> manifests)
    {
        var linker = new Linker();
        var sorted = new List<FileSpec>(files);
        sorted.Sort((a, b) => string.CompareOrdinal(a.Path, b.Path));
        foreach (FileSpec file in sorted)
        {
            linker.Index(file, file.Messages, file.Enums);
        }

        var roots = new List<string>();
        foreach (ManifestSpec manifest in manifests)
        {
            foreach (RootSpec root in manifest.Roots)
            {
                if (linker._messages.ContainsKey(root.FullName))
                {
                    roots.Add(root.FullName);
                    linker.Reach(root.FullName);
                }
                else
                {
                    linker.Error(Diagnostics.UnknownRootId, manifest.Path, root.Line, "no message " + root.FullName);
                }
            }
        }

        var models = new List<FileModel>();
        foreach (FileSpec file in sorted)
        {
            FileModel model = linker.File(file);
            if (model.Messages.Count + model.Enums.Count > 0)
            {
                models.Add(model);
            }
        }

        var reached = new List<string>();
        foreach (string name in linker._reached)
        {
            if (linker._messages.ContainsKey(name))
            {
                reached.Add(name);
            }
        }

        var table = new TableModel(linker.CsTypes(roots), linker.CsTypes(reached));
        return new LinkResult(new(models), table, new(linker._errors));
    }

    private EquatableArray<string> CsTypes(List<string> names)
    {
        names.Sort(StringComparer.Ordinal);
        return new(names.ConvertAll(name => CsType(name, _messages[name].File)));
    }

    private void Index(FileSpec file, EquatableArray<MessageSpec> messages, EquatableArray<EnumSpec> enums)
    {
        foreach (EnumSpec e in enums)
        {
            if (_enums.ContainsKey(e.FullName) || _messages.ContainsKey(e.FullName))
            {
                Error(Diagnostics.DuplicateId, file.Path, 0, e.FullName + " is declared twice");
            }

            _enums[e.FullName] = (e, file);
        }

        foreach (MessageSpec m in messages)
        {
            if (_enums.ContainsKey(m.FullName) || _messages.ContainsKey(m.FullName))
            {
                Error(Diagnostics.DuplicateId, file.Path, 0, m.FullName + " is declared twice");
            }

            _messages[m.FullName] = (m, file);
            Index(file, m.Messages, m.Enums);
        }
    }

    private void Reach(string root)
    {
        var todo = new Stack<string>();
        todo.Push(root);
        while (todo.Count > 0)
        {
            string name = todo.Pop();
            if (!_reached.Add(name))
            {
                continue;
            }

            MarkShells(name);
            if (!_messages.TryGetValue(name, out (MessageSpec Spec, FileSpec File) message))
            {
                continue;
            }

            foreach (FieldSpec field in message.Spec.Fields)
            {
                if (ElementTypes.TryGet(field.Type.TrimStart('.'), out _))
                {
                    continue;
                }

                string? target = Resolve(field.Type, name);
                if (target is not null)
                {
                    todo.Push(target);
                }
                else
                {
                    Error(Diagnostics.UnknownTypeId, message.File.Path, field.Line, "no type " + field.Type);
                }
            }
        }
    }

    private void MarkShells(string name)
    {
        for (int dot = name.LastIndexOf('.'); dot > 0; dot = name.LastIndexOf('.', dot - 1))
        {
            string up = name.Substring(0, dot);
            if (_messages.ContainsKey(up))
            {
                _shells.Add(up);
            }
        }
    }

    /// <summary>A type name as written, seen from inside <paramref name="scope"/>: the innermost match, as protoc does.</summary>
    private string? Resolve(string written, string scope)
    {
        if (written[0] == '.')
        {
            string full = written.Substring(1);
            return IsDeclared(full) ? full : null;
        }

        for (string at = scope; ; at = at.Substring(0, Math.Max(0, at.LastIndexOf('.'))))
        {
            string full = at.Length == 0 ? written : at + "." + written;
            if (IsDeclared(full))
            {
                return full;
            }

            if (at.Length == 0)
            {
                return null;
            }
        }
    }

    private bool IsDeclared(string full) => _messages.ContainsKey(full) || _enums.ContainsKey(full);

    private FileModel File(FileSpec file) => new(
        file.Path,
        CsNames.Namespace(file.Package),
        Messages(file.Messages, file),
        Enums(file.Enums));

    private EquatableArray<MessageModel> Messages(EquatableArray<MessageSpec> specs, FileSpec file)
    {
        var models = new List<MessageModel>();
        foreach (MessageSpec spec in specs)
        {
            if (_reached.Contains(spec.FullName) || _shells.Contains(spec.FullName))
            {
                models.Add(Message(spec, file));
            }
        }

        return new(models);
    }

    private EquatableArray<EnumModel> Enums(EquatableArray<EnumSpec> specs)
    {
        var models = new List<EnumModel>();
        foreach (EnumSpec spec in specs)
        {
            if (_reached.Contains(spec.FullName))
            {
                models.Add(Enum(spec));
            }
        }

        return new(models);
    }

    private MessageModel Message(MessageSpec spec, FileSpec file)
    {
        string csName = LastPart(spec.FullName);
        bool isShell = !_reached.Contains(spec.FullName);
        var fields = new List<FieldModel>();
        var oneofs = new List<OneofModel>();
        if (!isShell)
        {
            if (spec.Fields.Count > MaxFields)
            {
                Error(Diagnostics.TooManyFieldsId, file.Path, 0, spec.FullName + " has more than 128 fields");
            }

            for (int i = 0; i < spec.Fields.Count; i++)
            {
                if (Field(spec.Fields[i], i, spec, csName, file) is { } model)
                {
                    fields.Add(model);
                }
            }

            for (int i = 0; i < spec.Oneofs.Count; i++)
            {
                oneofs.Add(Oneof(spec.Oneofs[i], i, fields));
            }
        }

        return new MessageModel(
            spec.FullName, csName, isShell, new(fields), new(oneofs), Messages(spec.Messages, file), Enums(spec.Enums));
    }

    private FieldModel? Field(FieldSpec field, int index, MessageSpec message, string csMessage, FileSpec file)
    {
        if (Element(field.Type, message.FullName) is not { } element)
        {
            return null;
        }

        FieldShape shape = field.MapKey is not null ? FieldShape.Map
            : field.Label == FieldLabel.Repeated ? FieldShape.Repeated
            : FieldShape.Single;
        ElementModel? key = field.MapKey is null ? null : Element(field.MapKey, message.FullName);
        bool isNumber = element.Kind == ElementKind.Enum
            || (element.Kind == ElementKind.Scalar && element.Scalar is not ("string" or "bytes"));
        bool isPacked = shape == FieldShape.Repeated && isNumber && (field.Packed ?? file.IsProto3);
        bool hasPresence = field.Oneof < 0 && (field.Label is FieldLabel.Optional or FieldLabel.Required || !file.IsProto3);
        return new FieldModel(
            field.Name,
            CsNames.Property(field.Name, csMessage),
            field.Number,
            index,
            shape,
            element,
            key,
            isPacked,
            hasPresence,
            field.Oneof,
            field.JsonName);
    }

    private static OneofModel Oneof(string name, int index, List<FieldModel> fields)
    {
        bool hasReference = false, hasBits = false, hasBytes = false;
        foreach (FieldModel field in fields)
        {
            if (field.Oneof == index)
            {
                bool isBits = Emitting.OneofStorage.IsBits(field.Element);
                hasBits |= isBits;
                hasReference |= !isBits;
                hasBytes |= field.Element.Scalar == "bytes";
            }
        }

        return new OneofModel(name, CsNames.Pascal(name), hasReference, hasBits, hasBytes);
    }

    private ElementModel? Element(string type, string scope)
    {
        if (ElementTypes.TryGet(type.TrimStart('.'), out ElementModel known))
        {
            return known;
        }

        if (Resolve(type, scope) is not { } full)
        {
            return null;
        }

        return _messages.TryGetValue(full, out (MessageSpec Spec, FileSpec File) m)
            ? ElementTypes.Message(CsType(full, m.File))
            : ElementTypes.Enum(CsType(full, _enums[full].File));
    }

    private static EnumModel Enum(EnumSpec spec)
    {
        string name = LastPart(spec.FullName);
        var used = new HashSet<string>();
        var values = new List<EnumValueModel>();
        foreach (EnumValueSpec value in spec.Values)
        {
            string cs = CsNames.EnumValue(name, value.Name);
            while (!used.Add(cs))
            {
                cs += "_";
            }

            values.Add(new EnumValueModel(value.Name, cs, value.Number));
        }

        return new EnumModel(name, new(values));
    }

    private static string CsType(string full, FileSpec file)
    {
        string inner = file.Package.Length == 0 ? full : full.Substring(file.Package.Length + 1);
        return "global::" + CsNames.Namespace(file.Package) + "." + inner.Replace(".", ".Types.");
    }

    private static string LastPart(string full) => full.Substring(full.LastIndexOf('.') + 1);

    private void Error(string id, string path, int line, string message) => _errors.Add(new SpecError(id, path, line, message));
}
