using System.Diagnostics.CodeAnalysis;
using Istiod.Commands;
using Istiod.Config;
using Istiod.Config.Kinds.Core;
using Istiod.Incremental;
using Istiod.Model;
using Istiod.Offline;
using Istiod.Options;
using Istiod.Primitives;
using Istiod.Render;
using Istiod.Resources;
using Istiod.Server;
using Istiod.Variables;

namespace Istiod.Verbs;

/// <summary><c>render</c>, ours: what proxies would get for some files, without cluster and network.</summary>
internal static class RenderVerb
{
    private static readonly string[] s_defaultTypes = ["cds", "eds", "lds", "rds"];

    public static CommandNode Create(PilotEnvironment environment, EnvironmentReader reader) => new()
    {
        Use = "render",
        Short = "Print what proxies would get for some files, without cluster and network",
        MaxArguments = 0,
        Flags =
        [
            new FlagDefinition("files", FlagKind.StringArray, "", "File or directory of YAML; may be given several times"),
            new FlagDefinition("proxy", FlagKind.StringArray, "", "Node id, NAME.NAMESPACE of a pod in the files, or a file like samples/proxies.yaml"),
            new FlagDefinition("all-proxies", FlagKind.Bool, "false", "Every pod of the files that holds a proxy"),
            new FlagDefinition("type", FlagKind.StringSlice, "", "Types to print: cds, eds, lds, rds (the default), sds, ecds, nds, address, workload, authorization, pcds"),
            new FlagDefinition("output", FlagKind.String, "json", "json, yaml, or binary (length-delimited DiscoveryResponses)", "o"),
            new FlagDefinition("meshConfig", FlagKind.String, "./etc/istio/config/mesh", "File with the mesh config; defaults are used if it does not exist"),
            new FlagDefinition("networksConfig", FlagKind.String, "./etc/istio/config/meshNetworks", "File with the mesh networks; none if it does not exist"),
            new FlagDefinition("domain", FlagKind.String, "cluster.local", "DNS suffix of the cluster"),
            new FlagDefinition("clusterID", FlagKind.String, environment.ClusterId, "Id of the cluster"),
        ],
        Run = invocation => Run(invocation, environment, reader),
    };

    private static int Run(Invocation invocation, PilotEnvironment environment, EnvironmentReader reader)
    {
        FlagSet flags = invocation.Flags;
        if (flags["files"].Items.Count == 0 || (flags["proxy"].Items.Count == 0 && !flags["all-proxies"].IsTrue))
        {
            return invocation.App.Fail("--files and one of --proxy and --all-proxies are needed");
        }

        if (flags["output"].Scalar is not ("json" or "yaml" or "binary"))
        {
            return invocation.App.Fail("--output must be 'json', 'yaml' or 'binary'");
        }

        if (!TryTypes(flags["type"].Items, out List<XdsType>? types, out string? unknown))
        {
            return invocation.App.Fail($"unknown type {unknown}");
        }

        if (flags["files"].Items.FirstOrDefault(f => !Path.Exists(f)) is { } missing)
        {
            return invocation.App.Fail($"open {missing}: no such file or directory");
        }

        try
        {
            List<Finding> findings = [];
            MeshSettings settings = new MeshSettingsLoader(
                environment, MeshFeatureVariables.Read(reader), flags["domain"].Scalar, flags["clusterID"].Scalar, reader)
                .FromFiles(flags["meshConfig"].Scalar, flags["networksConfig"].Scalar, findings);
            Renderer renderer = new(settings);
            renderer.Load(settings.ConfigCluster, flags["files"].Items);
            foreach (Finding finding in findings.Concat(renderer.Findings))
            {
                invocation.App.Errors.WriteLine(finding.ToString());
            }

            List<RenderedProxy> proxies = [.. Nodes(invocation, renderer, settings).Select(node => renderer.Render(node, types))];
            Print(invocation, proxies);
            return 0;
        }
        catch (Exception e) when (e is RenderException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return invocation.App.Fail(e.Message);
        }
    }

    private static bool TryTypes(
        IReadOnlyList<string> names,
        [NotNullWhen(true)] out List<XdsType>? types,
        [NotNullWhen(false)] out string? unknown)
    {
        types = [];
        unknown = null;
        foreach (string name in names.Count == 0 ? s_defaultTypes : names)
        {
            XdsType? found = null;
            foreach (XdsType type in XdsType.All)
            {
                found = type.ShortName == name ? type : found;
            }

            if (found is null)
            {
                unknown = name;
                return false;
            }

            types.Add(found);
        }

        return true;
    }

    private static List<ProxyNode> Nodes(Invocation invocation, Renderer renderer, MeshSettings settings)
    {
        List<ProxyNode> nodes = [];
        foreach (string proxy in invocation.Flags["proxy"].Items)
        {
            if (File.Exists(proxy))
            {
                nodes.AddRange(ProxyNodes.ReadFile(proxy).Select(ProxyNodes.FromEntry));
                continue;
            }

            string name = proxy.Contains('~', StringComparison.Ordinal) ? proxy.Split('~').ElementAtOrDefault(2) ?? "" : proxy;
            ProxyNode? node = PodNamed(renderer, settings, name) is { } pod
                ? ProxyNodes.FromPod(pod, settings.ConfigCluster, settings.DomainSuffix, BuildVersion.Version)
                : null;
            if (proxy.Contains('~', StringComparison.Ordinal))
            {
                // an id is taken at its word; the pod only tells the metadata
                nodes.Add(new ProxyNode(proxy, "", node?.Metadata, "", "", "") { Verified = node?.Verified });
            }
            else
            {
                nodes.Add(node ?? throw new InvalidDataException($"no pod {proxy} with an address in the files, and no such file"));
            }
        }

        if (invocation.Flags["all-proxies"].IsTrue)
        {
            Revision revision = renderer.Pipeline.Graph.Current;
            foreach (KeyValuePair<ObjectKey, ConfigObject> pod in revision.All(renderer.Pipeline.Sources.Pods))
            {
                if (ProxyNodes.HasProxy(pod.Value.SpecAs<PodSpec>())
                    && ProxyNodes.FromPod(pod.Value, settings.ConfigCluster, settings.DomainSuffix, BuildVersion.Version) is { } node)
                {
                    nodes.Add(node);
                }
            }
        }

        return nodes;
    }

    private static ConfigObject? PodNamed(Renderer renderer, MeshSettings settings, string name)
    {
        // NAME.NAMESPACE; a pod's name may hold dots, a namespace may not
        int dot = name.LastIndexOf('.');
        return dot > 0 && renderer.Pipeline.Graph.Current.TryGet(
            renderer.Pipeline.Sources.Pods,
            new ObjectKey(settings.ConfigCluster, name[(dot + 1)..], name[..dot]),
            out ConfigObject? pod)
            ? pod
            : null;
    }

    private static void Print(Invocation invocation, List<RenderedProxy> proxies)
    {
        invocation.App.Output.Flush();
        using Stream output = Console.OpenStandardOutput();
        switch (invocation.Flags["output"].Scalar)
        {
            case "binary":
                RenderOutput.Binary(proxies, output);
                break;
            case "yaml":
                output.Write(System.Text.Encoding.UTF8.GetBytes(YamlText.FromJson(RenderOutput.Json(proxies, indented: false))));
                break;
            default:
                output.Write(RenderOutput.Json(proxies, indented: true));
                output.Write("\n"u8);
                break;
        }
    }
}
