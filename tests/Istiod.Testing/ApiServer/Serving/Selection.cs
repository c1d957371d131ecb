using Istiod.Testing.ApiServer.Resources;
using Istiod.Testing.ApiServer.Storage;
using Microsoft.AspNetCore.Http;

namespace Istiod.Testing.ApiServer.Serving;

/// <summary>Which objects of a resource a request is about.</summary>
internal sealed record Selection(string Namespace, string Name, LabelMatcher Labels, FieldMatcher Fields)
{
    public bool TakesAll => Namespace.Length == 0 && Name.Length == 0 && Labels.IsEmpty && Fields.IsEmpty;

    public static Selection Of(IQueryCollection query, RequestTarget target, ApiResource resource) => new(
        target.Namespace, target.Name, LabelMatcher.Parse(query["labelSelector"]), FieldMatcher.Parse(query["fieldSelector"], resource));

    public bool Matches(StoredObject stored) =>
        (Namespace.Length == 0 || string.Equals(stored.Namespace, Namespace, StringComparison.Ordinal))
        && (Name.Length == 0 || string.Equals(stored.Name, Name, StringComparison.Ordinal))
        && Labels.Matches(stored.Labels)
        && Fields.Matches(stored);
}
