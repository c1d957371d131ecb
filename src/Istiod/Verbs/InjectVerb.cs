using System.Text;
using Istiod.Commands;
using Istiod.Config.Mesh;
using Istiod.Primitives;
using Istiod.Protos.Istio.Mesh.V1Alpha1;
using Istiod.Server;
using Istiod.Variables;
using Istiod.Webhooks.Injection;
using Istiod.Webhooks.Injection.Config;
using Istiod.Webhooks.Injection.Workloads;

namespace Istiod.Verbs;

/// <summary><c>inject</c>, ours: what <c>istioctl kube-inject</c> prints for a file of workloads, without a cluster.</summary>
internal static class InjectVerb
{
    public static CommandNode Create(PilotEnvironment environment, EnvironmentReader reader, Func<string, string?> lookup) => new()
    {
        Use = "inject",
        Short = "Print the workloads of a file with their sidecar, without a cluster",
        MaxArguments = 0,
        Flags =
        [
            new FlagDefinition("filename", FlagKind.String, "", "File of workloads; - is the standard input", "f"),
            new FlagDefinition("output", FlagKind.String, "", "File to write; the standard output if empty", "o"),
            new FlagDefinition("injectConfigFile", FlagKind.String, "", "File with the injector's configuration (key config of its ConfigMap)"),
            new FlagDefinition("valuesFile", FlagKind.String, "", "File with the chart's values (key values of the same ConfigMap)"),
            new FlagDefinition("meshConfigFile", FlagKind.String, "", "File with the mesh config; defaults are used if empty"),
            new FlagDefinition("revision", FlagKind.String, environment.Revision, "Revision of the control plane", "r"),
        ],
        Run = invocation => Run(invocation, reader, lookup),
    };

    private static int Run(Invocation invocation, EnvironmentReader reader, Func<string, string?> lookup)
    {
        FlagSet flags = invocation.Flags;
        foreach (string needed in (ReadOnlySpan<string>)["filename", "injectConfigFile", "valuesFile"])
        {
            if (flags[needed].Scalar.Length == 0)
            {
                return invocation.App.Fail($"--{needed} is needed");
            }
        }

        try
        {
            InjectorStore store = new(WebhookPortVariables.ForTemplates(lookup));
            if (store.Update(File.ReadAllText(flags["injectConfigFile"].Scalar), File.ReadAllText(flags["valuesFile"].Scalar)) is { } wrong)
            {
                return invocation.App.Fail(wrong);
            }

            MeshConfig mesh = Mesh(flags["meshConfigFile"].Scalar);
            InjectionOptions options = WebhookPortVariables.Read(reader, flags["revision"].Scalar);
            string input = flags["filename"].Scalar == "-" ? Console.In.ReadToEnd() : File.ReadAllText(flags["filename"].Scalar);
            return Print(invocation, new WorkloadInjector(store.Current!, mesh, options).InjectFile(input)); // updated just now
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return invocation.App.Fail(e.Message);
        }
    }

    private static MeshConfig Mesh(string file)
    {
        MeshConfig below = MeshDefaults.Mesh();
        if (file.Length == 0)
        {
            return below;
        }

        return MeshConfigReader.TryApply(Encoding.UTF8.GetBytes(File.ReadAllText(file)), file, below, out MeshConfig? mesh, out Finding? fault)
            ? mesh
            : throw new IOException(fault.ToString());
    }

    private static int Print(Invocation invocation, WorkloadResult result)
    {
        foreach (string warning in result.Warnings)
        {
            invocation.App.Errors.WriteLine(warning);
        }

        if (result.Fault is { } fault)
        {
            return invocation.App.Fail(fault);
        }

        if (invocation.Flags["output"].Scalar is { Length: > 0 } file)
        {
            File.WriteAllText(file, result.Yaml);
        }
        else
        {
            invocation.App.Output.Write(result.Yaml);
        }

        return 0;
    }
}
