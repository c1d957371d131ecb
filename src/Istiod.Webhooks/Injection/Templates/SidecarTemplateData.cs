using System.Text.Json.Nodes;
using Istiod.GoTemplate;
using Istiod.Webhooks.Injection.Kube;

namespace Istiod.Webhooks.Injection.Templates;

/// <summary>What an injection template is given.</summary>
/// <remarks>istiod: pkg/kube/inject/inject.go:SidecarTemplateData.</remarks>
internal sealed class SidecarTemplateData : GoObject
{
    private static readonly string[] s_names =
    [
        "TypeMeta", "DeploymentMeta", "ObjectMeta", "Spec", "ProxyConfig", "MeshConfig", "Values", "Revision", "NativeSidecars",
        "ProxyImage", "ProxyUID", "ProxyGID", "InboundTrafficPolicyMode", "CompliancePolicy",
    ];

    private static readonly GoType s_type = new Info();
    private readonly GoValue[] _values;

    /// <summary>The values of the fields, in their order.</summary>
    private SidecarTemplateData(GoValue[] values) => _values = values;

    /// <inheritdoc/>
    public override GoType Type => s_type;

    /// <inheritdoc/>
    public override int FieldCount => s_names.Length;

    /// <summary>Puts the data together.</summary>
    /// <param name="typeMeta">Kind and API version of the workload.</param>
    /// <param name="meta">Typed metadata of the pod.</param>
    /// <param name="spec">Typed spec of the pod.</param>
    public static SidecarTemplateData From(
        JsonObject typeMeta,
        NamespacedNameObject workload,
        JsonObject meta,
        JsonObject spec,
        ProtoObject proxyConfig,
        ProtoObject meshConfig,
        GoDictionary values,
        SidecarScalars scalars) => new(
        [
            GoValue.From(new KubeObject(KubeTypes.TypeMeta, typeMeta)),
            GoValue.From(workload),
            GoValue.From(new KubeObject(KubeTypes.ObjectMeta, meta)),
            GoValue.From(new KubeObject(KubeTypes.PodSpec, spec)),
            GoValue.From(proxyConfig),
            GoValue.From(meshConfig),
            GoValue.From(values),
            GoValue.FromString(scalars.Revision),
            GoValue.FromBool(scalars.NativeSidecars),
            GoValue.FromString(scalars.ProxyImage),
            GoValue.FromInt64(scalars.ProxyUser),
            GoValue.FromInt64(scalars.ProxyGroup),
            GoValue.FromString(scalars.InboundTrafficPolicyMode),
            GoValue.FromString(scalars.CompliancePolicy),
        ]);

    /// <inheritdoc/>
    public override string FieldName(int index) => s_names[index];

    /// <inheritdoc/>
    public override GoValue Field(int index) => _values[index];

    private sealed class Info() : GoType("*inject.SidecarTemplateData", GoKind.Pointer, new GoType("inject.SidecarTemplateData", GoKind.Struct))
    {
        public override bool HasField(string name) => Array.IndexOf(s_names, name) >= 0;
    }
}
