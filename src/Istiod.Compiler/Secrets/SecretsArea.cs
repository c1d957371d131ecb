using Istiod.Config;
using Istiod.Config.Kinds.Core;
using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;

namespace Istiod.Compiler.Secrets;

/// <summary>Credentials in Secrets and ConfigMaps, and which service accounts may read those of their namespace.</summary>
/// <remarks>
/// With an API server the host asks it (SubjectAccessReview) and feeds the answers; without one, what roles and bindings in the files
/// grant decides. istiod: pilot/pkg/credentials/kube/secrets.go.
/// </remarks>
internal sealed class SecretsArea
{
    private readonly MeshSources _sources;
    private readonly Derived<ObjectKey, RoleBinding> _bindings;
    private readonly Derived<ObjectKey, RoleBinding> _clusterBindings;
    private readonly Index<BindingKey, ObjectKey, RoleBinding> _bySubject;
    private readonly Index<BindingKey, ObjectKey, RoleBinding> _clusterBySubject;

    private SecretsArea(Graph graph, MeshSources sources)
    {
        _sources = sources;
        Secrets = graph.Derive<ObjectKey, ConfigObject, ObjectKey, Credential>(
            "credentials",
            sources.Of(KindCatalog.Secret),
            (key, item, reads, output) => Add(key, CredentialReader.Read(item.SpecAs<SecretSpec>()), reads, output));
        RootMaps = graph.Derive<ObjectKey, ConfigObject, ObjectKey, Credential>(
            "root-config-maps",
            sources.Of(KindCatalog.ConfigMap),
            (key, item, reads, output) => Add(key, CredentialReader.Read(item.SpecAs<ConfigMapSpec>()), reads, output));
        _bindings = Bindings(graph, "role-bindings", KindCatalog.RoleBinding);
        _clusterBindings = Bindings(graph, "cluster-role-bindings", KindCatalog.ClusterRoleBinding);
        _bySubject = graph.AddIndex<BindingKey, ObjectKey, RoleBinding>("role-bindings-by-subject", _bindings, AddSubjects);
        _clusterBySubject =
            graph.AddIndex<BindingKey, ObjectKey, RoleBinding>("cluster-role-bindings-by-subject", _clusterBindings, AddSubjects);
        Readers = graph.AddMemo<SecretReader, bool>("secret-readers", MayRead);
    }

    /// <summary>What Secrets offer.</summary>
    public Derived<ObjectKey, Credential> Secrets { get; }

    /// <summary>Roots in ConfigMaps.</summary>
    public Derived<ObjectKey, Credential> RootMaps { get; }

    /// <summary>Whether a service account may list the secrets of its namespace.</summary>
    public Memo<SecretReader, bool> Readers { get; }

    /// <summary>Adds the area to <paramref name="graph"/>.</summary>
    public static SecretsArea Wire(Graph graph, MeshSources sources) => new(graph, sources);

    private void Add(ObjectKey key, Credential? credential, Reads reads, Output<ObjectKey, Credential> output)
    {
        if (credential is not null && _sources.Selection.Includes(reads, key))
        {
            output.Add(key, credential);
        }
    }

    private Derived<ObjectKey, RoleBinding> Bindings(Graph graph, string name, KindDescriptor kind) =>
        graph.Derive<ObjectKey, ConfigObject, ObjectKey, RoleBinding>(
            name,
            _sources.Of(kind),
            static (key, item, _, output) =>
            {
                if (item.Spec is JsonValue spec && RbacReader.Binding(key, spec) is { } binding)
                {
                    output.Add(key, binding);
                }
            });

    private static void AddSubjects(ObjectKey key, RoleBinding binding, IndexSink<BindingKey> sink)
    {
        foreach (string subject in binding.Subjects)
        {
            sink.Add(new BindingKey(key.Cluster, key.Namespace, subject));
        }
    }

    private bool MayRead(SecretReader reader, Reads reads)
    {
        if (reads.TryGet(_sources.SecretReviews, reader, out bool isAllowed))
        {
            return isAllowed;
        }

        foreach (string subject in RbacReader.SubjectsOf(reader.Namespace, reader.ServiceAccount))
        {
            if (Grants(reads, _bySubject, new BindingKey(reader.Cluster, reader.Namespace, subject))
                || Grants(reads, _clusterBySubject, new BindingKey(reader.Cluster, "", subject)))
            {
                return true;
            }
        }

        return false;
    }

    private bool Grants(Reads reads, Index<BindingKey, ObjectKey, RoleBinding> index, BindingKey key)
    {
        foreach (KeyValuePair<ObjectKey, RoleBinding> binding in reads.Lookup(index, key))
        {
            ObjectKey role = binding.Value.Role;
            if (reads.TryGet(_sources.Of(role.Namespace.Length > 0 ? KindCatalog.Role : KindCatalog.ClusterRole), role, out ConfigObject? found)
                && found.Spec is JsonValue spec
                && RbacReader.ListsSecrets(spec))
            {
                return true;
            }
        }

        return false;
    }

    private readonly record struct BindingKey(ClusterId Cluster, string Namespace, string Subject);
}
