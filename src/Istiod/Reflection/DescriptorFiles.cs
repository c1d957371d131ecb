using Istiod.Protobuf;
using Istiod.Protobuf.Tables;

namespace Istiod.Reflection;

/// <summary>
/// File descriptors of the services and of all messages that they reach, made from the field tables. A file holds what is reached of its
/// package, without options and comments; so its name may be that of one of several files that the reference has.
/// </summary>
/// <remarks>Made when first asked for, and kept: some tens of kilobytes. Thread-safe by <see cref="Lazy{T}"/> around it.</remarks>
internal sealed class DescriptorFiles
{
    private static readonly Dictionary<string, string> s_wellKnown = new(StringComparer.Ordinal)
    {
        ["Any"] = "any", ["Duration"] = "duration", ["Timestamp"] = "timestamp", ["Empty"] = "empty", ["FieldMask"] = "field_mask",
        ["Struct"] = "struct", ["Value"] = "struct", ["ListValue"] = "struct", ["NullValue"] = "struct",
    };

    private static readonly Dictionary<string, string> s_fileOfPackage = new(StringComparer.Ordinal)
    {
        ["envoy.config.core.v3"] = "envoy/config/core/v3/base.proto",
        ["envoy.type.v3"] = "envoy/type/v3/semantic_version.proto",
        ["google.rpc"] = "google/rpc/status.proto",
        ["xds.core.v3"] = "xds/core/v3/context_params.proto",
    };

    private readonly FieldTables _tables;
    private readonly Dictionary<string, string> _fileOfSymbol = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, FileContent> _contents = new(StringComparer.Ordinal);
    private readonly Dictionary<string, byte[]> _files = new(StringComparer.Ordinal);

    /// <summary>Descriptors of these services.</summary>
    public DescriptorFiles(FieldTables tables, IEnumerable<ReflectedService> services)
    {
        _tables = tables;
        foreach (ReflectedService service in services)
        {
            FileContent file = Content(service.File, PackageOf(service.FullName));
            file.Services.Add(service);
            _fileOfSymbol[service.FullName] = service.File;
            foreach (ReflectedService.Method method in service.Methods)
            {
                _fileOfSymbol[service.FullName + "." + method.Name] = service.File;
                Reach(file, method.Request);
                Reach(file, method.Answer);
            }
        }

        foreach ((string name, FileContent content) in _contents)
        {
            _files.Add(name, content.Write(name));
        }
    }

    /// <summary>Names of the files.</summary>
    public IEnumerable<string> Names => _files.Keys;

    /// <summary>A file with all that it imports, itself first; empty if there is none of that name.</summary>
    public IReadOnlyList<byte[]> FileWithImports(string name)
    {
        List<string> order = [];
        Collect(name, order);
        return order.ConvertAll(n => _files[n]);
    }

    /// <summary>The file that declares a service, method, message, enum or field; <c>null</c> if none does.</summary>
    public string? FileOf(string symbol) =>
        _fileOfSymbol.TryGetValue(symbol, out string? file)
        || (symbol.LastIndexOf('.') is > 0 and int dot && HasField(symbol[..dot], symbol[(dot + 1)..]) && _fileOfSymbol.TryGetValue(symbol[..dot], out file))
            ? file
            : null;

    /// <summary>Whether a message type is known.</summary>
    public bool HasMessage(string name) => _fileOfSymbol.ContainsKey(name) && _tables.TryFindMessage(name, out _);

    private bool HasField(string message, string field) =>
        _tables.TryFindMessage(message, out MessageTable table) && table.ByName(field) is not null;

    private void Collect(string name, List<string> order)
    {
        if (_contents.TryGetValue(name, out FileContent? content) && !order.Contains(name, StringComparer.Ordinal))
        {
            order.Add(name);
            foreach (string import in content.Imports)
            {
                Collect(import, order);
            }
        }
    }

    private void Reach(FileContent from, string type)
    {
        string outermost = OutermostOf(type);
        string name = FileFor(outermost);
        FileContent file = Content(name, PackageOf(outermost));
        if (!ReferenceEquals(file, from))
        {
            from.Imports.Add(name);
        }

        // a nested type comes with the one around it
        if (!_fileOfSymbol.TryAdd(outermost, name))
        {
            if (!_fileOfSymbol.ContainsKey(type))
            {
                AddNested(file, type, name);
            }

            return;
        }

        file.Types.Add(outermost);
        Fields(file, outermost);
        if (outermost != type)
        {
            AddNested(file, type, name);
        }
    }

    private void AddNested(FileContent file, string type, string name)
    {
        _fileOfSymbol[type] = name;
        file.Nested.Add(type);
        Fields(file, type);
    }

    private void Fields(FileContent file, string type)
    {
        if (_tables.TryFindMessage(type, out MessageTable table))
        {
            foreach (TableField field in table.Fields)
            {
                if (field.TypeName is { } reached)
                {
                    Reach(file, reached);
                }
            }
        }
    }

    private FileContent Content(string file, string package)
    {
        if (!_contents.TryGetValue(file, out FileContent? content))
        {
            _contents[file] = content = new FileContent(_tables, package);
        }

        return content;
    }

    private static string FileFor(string type)
    {
        string package = PackageOf(type);
        string name = type[(package.Length + 1)..];
        if (package == "google.protobuf")
        {
            return $"google/protobuf/{s_wellKnown.GetValueOrDefault(name, name.EndsWith("Value", StringComparison.Ordinal) ? "wrappers" : "descriptor")}.proto";
        }

        foreach (ReflectedService service in ReflectedService.All)
        {
            if (PackageOf(service.FullName) == package)
            {
                return service.File;
            }
        }

        return s_fileOfPackage.GetValueOrDefault(package, package.Replace('.', '/') + "/types.proto");
    }

    private static string PackageOf(string type)
    {
        string outermost = OutermostOf(type);
        return outermost[..Math.Max(0, outermost.LastIndexOf('.'))];
    }

    // the first part that begins with a capital is the outermost type
    private static string OutermostOf(string type)
    {
        int start = 0;
        while (start < type.Length && !char.IsAsciiLetterUpper(type[start]))
        {
            int dot = type.IndexOf('.', start);
            if (dot < 0)
            {
                return type;
            }

            start = dot + 1;
        }

        int end = type.IndexOf('.', start);
        return end < 0 ? type : type[..end];
    }
}
