using Istiod.Testing.ApiServer.Json;
using Istiod.Testing.ApiServer.Resources;
using Istiod.Testing.ApiServer.Storage;

namespace Istiod.Testing.ApiServer.Serving;

/// <summary>A field selector as in a URL: <c>metadata.name=x,status.phase!=Failed</c>.</summary>
internal sealed class FieldMatcher
{
    private readonly List<(string Field, bool IsEqual, string Value)> _terms = [];

    public bool IsEmpty => _terms.Count == 0;

    /// <summary>Reads a selector.</summary>
    /// <exception cref="ApiStatusException">400 for a field that the resource does not offer.</exception>
    public static FieldMatcher Parse(string? text, ApiResource resource)
    {
        FieldMatcher matcher = new();
        foreach (string part in (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            int at = part.IndexOf("!=", StringComparison.Ordinal);
            bool isEqual = at < 0;
            int length = 2;
            if (isEqual)
            {
                at = part.IndexOf('=', StringComparison.Ordinal);
                length = at >= 0 && part[(at + 1)..].StartsWith('=') ? 2 : 1;
            }

            if (at < 0)
            {
                throw ApiStatusException.BadRequest($"invalid selector: '{text}'; can't understand '{part}'");
            }

            string field = part[..at];
            bool isKnown = field is "metadata.name" || (field is "metadata.namespace" && resource.IsNamespaced)
                || resource.SelectableFields.Any(f => f.TrimStart('.') == field);
            if (!isKnown)
            {
                throw ApiStatusException.BadRequest(
                    $"Unable to find \"{resource.ApiVersion}, Resource={resource.Plural}\" that match label selector \"\", field selector \"{text}\": field label not supported: {field}");
            }

            matcher._terms.Add((field, isEqual, part[(at + length)..]));
        }

        return matcher;
    }

    /// <summary>The one name it asks for, if it asks for one.</summary>
    public string? Name => _terms.Where(t => t.IsEqual && t.Field == "metadata.name").Select(t => t.Value).FirstOrDefault();

    public bool Matches(StoredObject stored)
    {
        foreach ((string field, bool isEqual, string value) in _terms)
        {
            string actual = field switch
            {
                "metadata.name" => stored.Name,
                "metadata.namespace" => stored.Namespace,
                _ => stored.Fields.GetValueOrDefault(field, ""),
            };
            if (string.Equals(actual, value, StringComparison.Ordinal) != isEqual)
            {
                return false;
            }
        }

        return true;
    }
}
