using System.Text.Json.Nodes;

namespace Istiod.Testing.ApiServer.Writing;

/// <summary>Asked on every write that is not the test's own.</summary>
internal interface IAdmission
{
    /// <summary>The object as mutating webhooks want it.</summary>
    Task<JsonObject> MutateAsync(WriteContext context, string operation, string subresource, JsonObject tree, JsonObject? old, CancellationToken ct);

    /// <summary>Throws an <see cref="Json.ApiStatusException"/> if a validating webhook refuses.</summary>
    Task ValidateAsync(WriteContext context, string operation, string subresource, JsonObject? tree, JsonObject? old, CancellationToken ct);
}
