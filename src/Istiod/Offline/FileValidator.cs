using System.Globalization;
using System.Text;
using Istiod.Commands;
using Istiod.Config;
using Istiod.Config.Validation;
using Istiod.Config.Yaml;
using Istiod.Primitives;

namespace Istiod.Offline;

/// <summary>Looks at the objects of files without a cluster; prints as <c>istioctl validate</c> does. One run.</summary>
/// <remarks>istiod: istioctl/pkg/validate/validate.go. Differs: files are told in the order given. Unknown fields are faults here.</remarks>
/// <param name="defaultNamespace">Namespace of objects that have none.</param>
/// <param name="istioNamespace">Services and deployments there are not looked at.</param>
/// <param name="output">Gets one text for each file.</param>
/// <param name="openInput">Opens what <c>-</c> stands for.</param>
internal sealed class FileValidator(string defaultNamespace, string istioNamespace, TextWriter output, Func<Stream> openInput)
{
    private const long MaxFileBytes = 256 << 20;

    private readonly List<string> _errors = [];
    private readonly List<(string Path, List<string> Warnings)> _files = [];

    /// <summary>Validates files, and what lies in directories.</summary>
    /// <returns>All faults, worded as a list; null if there are none.</returns>
    public string? Run(IReadOnlyList<string> names)
    {
        foreach (string name in names)
        {
            if (name != "-" && Directory.Exists(name))
            {
                foreach (string path in Directory.EnumerateFiles(name, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
                {
                    if (Path.GetExtension(path) is ".json" or ".yaml" or ".yml")
                    {
                        Take(path);
                    }
                }
            }
            else if (name != "-" && !File.Exists(name))
            {
                _errors.Add($"cannot stat file {GoSyntax.Quote(name)}: stat {name}: no such file or directory");
            }
            else
            {
                Take(name);
            }
        }

        foreach ((string path, List<string> warnings) in _files)
        {
            if (warnings.Count > 0)
            {
                string listed = "\n\t" + string.Join("\n\t", warnings.Select(static w => "* " + w)) + "\n";
                output.Write(path == "-" ? listed : $"{GoSyntax.Quote(path)} has warnings: {listed}\n");
            }
            else if (_errors.Count == 0)
            {
                output.Write(path == "-" ? "validation succeed\n" : $"{GoSyntax.Quote(path)} is valid\n");
            }
        }

        return _errors.Count == 0 ? null : Listed(_errors);
    }

    private void Take(string path)
    {
        List<string> warnings = [];
        byte[] bytes;
        try
        {
            if (path != "-" && new FileInfo(path).Length > MaxFileBytes)
            {
                _errors.Add($"cannot read file {GoSyntax.Quote(path)}: too large");
                return;
            }

            bytes = path == "-" ? ReadInput() : File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The user named the file.
            _errors.Add($"cannot read file {GoSyntax.Quote(path)}: {e.Message}");
            return;
        }

        foreach (YamlDocument document in YamlReader.ReadAll(bytes, path, YamlOptions.Objects with { IsStrict = true }))
        {
            if (document.Root is null)
            {
                _errors.Add($"failed to decode file {path}: {document.Fault}");
                break;
            }

            if (document.Root.Kind == DataKind.Object)
            {
                Object(document.Root, warnings);
            }
        }

        _files.Add((path, warnings));
    }

    private byte[] ReadInput()
    {
        using Stream stream = openInput();
        using MemoryStream memory = new();
        stream.CopyTo(memory);
        return memory.ToArray();
    }

    private void Object(DataNode root, List<string> warnings)
    {
        string kind = root.TextOf("kind") ?? "";
        string name = root["metadata"]?.TextOf("name") ?? "";
        string ns = root["metadata"]?.TextOf("namespace") ?? "";
        string prefix = $"{kind}/{ns}/{name}: ";
        if (KindCatalog.TryGet(root.TextOf("apiVersion") ?? "", kind, out KindDescriptor? descriptor) && descriptor.Validate is not null)
        {
            Istio(descriptor, root, prefix, warnings);
        }
        else if (kind.EndsWith("List", StringComparison.Ordinal) && root["items"] is { Kind: DataKind.Array } items)
        {
            foreach (DataNode item in items.Items)
            {
                Other(item, item.TextOf("kind") ?? "", prefix);
            }
        }
        else
        {
            Other(root, kind, prefix);
        }
    }

    private void Istio(KindDescriptor descriptor, DataNode root, string prefix, List<string> warnings)
    {
        if (!ObjectReview.TryDecode(descriptor, root, out ConfigObject? item, out string? fault, refusesUnknown: true) || item is null)
        {
            _errors.Add($"{prefix}cannot parse proto message: {fault}");
            return;
        }

        int before = _errors.Count;
        foreach (KeyValuePair<string, DataNode> member in root.Members)
        {
            if (member.Key is not ("apiVersion" or "kind" or "metadata" or "spec" or "status"))
            {
                _errors.Add($"{prefix}unknown field {GoSyntax.Quote(member.Key)}");
            }
        }

        if (_errors.Count > before)
        {
            return;
        }

        if (item.Meta.Namespace.Length == 0)
        {
            item = item.WithMeta(new ObjectMeta
            {
                Name = item.Meta.Name,
                Namespace = defaultNamespace,
                Labels = item.Meta.Labels,
                Annotations = item.Meta.Annotations,
            });
        }

        ValidationReport report = ObjectValidator.Validate(item, root["spec"]);
        foreach (Finding error in report.Errors)
        {
            _errors.Add(prefix + error.Message);
        }

        foreach (Finding warning in report.Warnings)
        {
            warnings.Add(prefix + warning.Message);
        }
    }

    private void Other(DataNode root, string kind, string prefix)
    {
        string ns = root["metadata"]?.TextOf("namespace") ?? "";
        string name = root["metadata"]?.TextOf("name") ?? "";
        if (string.Equals(ns, istioNamespace.Length == 0 ? "istio-system" : istioNamespace, StringComparison.Ordinal))
        {
            return;
        }

        if (kind == "Service")
        {
            foreach (string fault in ServicePorts.Faults(root, GoSyntax.Quote($"{name}/{ns}/:")))
            {
                _errors.Add(prefix + fault);
            }
        }
        else if (kind == "Deployment" && ServicePorts.LabelNote(root, GoSyntax.Quote($"{name}/{ns}:")) is { } note)
        {
            output.Write(note);
        }
    }

    private static string Listed(List<string> errors)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{errors.Count} {(errors.Count == 1 ? "error" : "errors")} occurred:\n");
        foreach (string error in errors)
        {
            text.Append("\t* ").Append(error).Append('\n');
        }

        return text.Append('\n').ToString();
    }
}
