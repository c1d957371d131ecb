using System.Text;
using System.Text.Json;
using Istiod.Commands;
using Istiod.Options;

namespace Istiod.Verbs;

/// <summary><c>version [-s] [-o json|yaml]</c>.</summary>
/// <remarks>istiod: pkg/version/cobra.go. Differs: the runtime is .NET where the reference names Go's version.</remarks>
internal static class VersionVerb
{
    public static CommandNode Create() => new()
    {
        Use = "version",
        Short = "Prints out build version information",
        Flags =
        [
            new FlagDefinition("short", FlagKind.Bool, "false", "Use --short=false to generate full version information", "s"),
            new FlagDefinition("output", FlagKind.String, "", "One of 'yaml' or 'json'.", "o"),
        ],
        Run = Run,
    };

    private static int Run(Invocation invocation)
    {
        TextWriter output = invocation.App.Output;
        switch (invocation.Flags["output"].Scalar)
        {
            case "":
                output.WriteLine(invocation.Flags["short"].IsTrue ? $"client version: {BuildVersion.Version}" : $"client version: {LongForm()}");
                return 0;
            case "json":
                output.WriteLine(Json());
                return 0;
            case "yaml":
                output.WriteLine(Yaml());
                return 0;
            default:
                return invocation.App.Fail("--output must be 'yaml' or 'json'");
        }
    }

    private static string LongForm() =>
        $"version.BuildInfo{{Version:\"{BuildVersion.Version}\", GitRevision:\"{BuildVersion.Revision}\", "
        + $"GolangVersion:\"{BuildVersion.Runtime}\", BuildStatus:\"{BuildVersion.Status}\", GitTag:\"{BuildVersion.Tag}\"}}";

    private static string Json()
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteStartObject("clientVersion");
            foreach ((string name, string value) in Fields())
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static string Yaml()
    {
        StringBuilder text = new("clientVersion:\n");
        foreach ((string name, string value) in Fields())
        {
            text.Append("  ").Append(name).Append(": ").Append(value).Append('\n');
        }

        return text.ToString();
    }

    private static (string Name, string Value)[] Fields() =>
    [
        ("version", BuildVersion.Version),
        ("revision", BuildVersion.Revision),
        ("golang_version", BuildVersion.Runtime),
        ("status", BuildVersion.Status),
        ("tag", BuildVersion.Tag),
    ];
}
