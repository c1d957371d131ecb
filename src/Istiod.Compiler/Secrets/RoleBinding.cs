using Istiod.Primitives;

namespace Istiod.Compiler.Secrets;

/// <summary>Whom a RoleBinding or ClusterRoleBinding gives which role.</summary>
/// <param name="Role">The role; one of the cluster has no namespace.</param>
/// <param name="Subjects">As <see cref="RbacReader.SubjectsOf"/> names them.</param>
internal sealed record RoleBinding(ObjectKey Role, ValueArray<string> Subjects);
