using System.Text.Json.Nodes;
using Istiod.Testing.ApiServer;

namespace Istiod.Testing.Tests;

public sealed class CustomResourceTests
{
    private const string Things = "/apis/x.example/v1/namespaces/default/things";

    private const string Definition = """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: things.x.example}
        spec:
          group: x.example
          scope: Namespaced
          names: {plural: things, kind: Thing, shortNames: [th]}
          versions:
          - name: v1alpha1
            served: true
            storage: false
            schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
          - name: v1
            served: true
            storage: true
            subresources: {status: {}}
            schema:
              openAPIV3Schema:
                type: object
                properties:
                  spec:
                    type: object
                    required: [size]
                    x-kubernetes-validations:
                    - {rule: "!has(self.note) || self.size > 1", message: a note needs a size above one}
                    properties:
                      size: {type: integer, minimum: 1, maximum: 9}
                      mode: {type: string, enum: [Fast, Slow], default: Slow}
                      note: {type: string, maxLength: 5, pattern: '^[a-z]*$'}
                      zone:
                        type: string
                        x-kubernetes-validations: [{rule: self == oldSelf, message: zone is immutable}]
                      parts:
                        type: array
                        maxItems: 3
                        x-kubernetes-list-type: map
                        x-kubernetes-list-map-keys: [name]
                        items:
                          type: object
                          required: [name]
                          properties:
                            name: {type: string}
                            weight: {type: integer, default: 7}
                  status:
                    type: object
                    properties: {ready: {type: boolean}}
        """;

    private static async Task<TestApiServer> StartAsync()
    {
        TestApiServer server = await TestApiServer.StartAsync(new ApiServerOptions { UsesTls = false });
        await server.ApplyYamlAsync(Definition);
        return server;
    }

    private static JsonObject Thing(string name, string spec) => (JsonObject)JsonNode.Parse(
        $$"""{"apiVersion":"x.example/v1","kind":"Thing","metadata":{"name":"{{name}}"},"spec":{{spec}}}""")!;

    [Fact]
    public async Task Definition_Created_IsServedAndFoundByDiscovery()
    {
        await using TestApiServer server = await TestApiServer.StartAsync(new ApiServerOptions { UsesTls = false });
        using ApiClient client = new(server);
        (int before, _) = await client.SendAsync("GET", Things);

        await server.ApplyYamlAsync(Definition);
        JsonObject resources = await client.GetAsync("/apis/x.example/v1");
        JsonObject group = await client.GetAsync("/apis/x.example");
        JsonObject crd = await client.GetAsync("/apis/apiextensions.k8s.io/v1/customresourcedefinitions/things.x.example");

        Assert.Equal(404, before);
        Assert.Equal(["things", "things/status"], resources["resources"]!.AsArray().Select(r => (string)r!["name"]!));
        Assert.Equal("v1", (string?)group["preferredVersion"]!["version"]);
        Assert.Contains(crd["status"]!["conditions"]!.AsArray(), c => (string?)c!["type"] == "Established" && (string?)c["status"] == "True");
        Assert.Equal("thing", (string?)crd["spec"]!["names"]!["singular"]);
    }

    [Fact]
    public async Task Create_DefaultsAndPrunes()
    {
        await using TestApiServer server = await StartAsync();
        using ApiClient client = new(server);

        JsonObject made = await client.CreateAsync(Things, Thing("a", """{"size":3,"extra":1,"mode":null,"parts":[{"name":"p","odd":true}]}"""));

        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse("""{"size":3,"mode":"Slow","parts":[{"name":"p","weight":7}]}"""), made["spec"]), made["spec"]!.ToJsonString());
        Assert.Equal(1, (int)made["metadata"]!["generation"]!);
    }

    [Theory]
    [InlineData("""{}""", "spec.size: Required value")]
    [InlineData("""{"size":0}""", "spec.size in body should be greater than or equal to 1")]
    [InlineData("""{"size":"1"}""", "spec.size in body must be of type integer: \"string\"")]
    [InlineData("""{"size":1,"mode":"Odd"}""", "spec.mode: Unsupported value: \"Odd\": supported values: \"Fast\", \"Slow\"")]
    [InlineData("""{"size":1,"note":"abcdef"}""", "spec.note: Too long: may not be more than 5 bytes")]
    [InlineData("""{"size":1,"note":"AB"}""", "spec.note in body should match '^[a-z]*$'")]
    [InlineData("""{"size":1,"parts":[{"name":"a"},{"name":"a"}]}""", "spec.parts[1]: Duplicate value: \"a\"")]
    [InlineData("""{"size":1,"parts":[{"name":"a"},{"name":"b"},{"name":"c"},{"name":"d"}]}""", "spec.parts: Too many: 4: must have at most 3 items")]
    public async Task Create_AgainstTheSchema_IsInvalid(string spec, string expected)
    {
        await using TestApiServer server = await StartAsync();
        using ApiClient client = new(server);

        (int code, JsonObject status) = await client.SendAsync("POST", Things, Thing("a", spec));

        Assert.Equal(422, code);
        Assert.Contains(expected, (string)status["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rules_OfTheSchema_AreChecked()
    {
        await using TestApiServer server = await StartAsync();
        using ApiClient client = new(server);

        (int refused, JsonObject status) = await client.SendAsync("POST", Things, Thing("a", """{"size":1,"note":"x"}"""));
        await client.CreateAsync(Things, Thing("a", """{"size":2,"note":"x","zone":"one"}"""));
        (int same, _) = await client.SendAsync("PATCH", $"{Things}/a", JsonNode.Parse("""{"spec":{"zone":"one","size":3}}"""), "application/merge-patch+json");
        (int changed, JsonObject immutable) = await client.SendAsync("PATCH", $"{Things}/a", JsonNode.Parse("""{"spec":{"zone":"two"}}"""), "application/merge-patch+json");

        Assert.Equal((422, 200, 422), (refused, same, changed));
        Assert.Contains("spec: Invalid value: \"object\": a note needs a size above one", (string)status["message"]!, StringComparison.Ordinal);
        Assert.Contains("spec.zone: Invalid value: \"two\": zone is immutable", (string)immutable["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_StrictFieldValidation_NamesUnknownFields()
    {
        await using TestApiServer server = await StartAsync();
        using ApiClient client = new(server);

        (int code, JsonObject status) = await client.SendAsync(
            "POST", $"{Things}?fieldValidation=Strict", Thing("a", """{"size":1,"extra":1}"""));

        Assert.Equal(400, code);
        Assert.Contains("unknown field \"spec.extra\"", (string)status["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Update_RaisesTheGenerationForTheSpecOnly()
    {
        await using TestApiServer server = await StartAsync();
        using ApiClient client = new(server);
        JsonObject made = await client.CreateAsync(Things, Thing("a", """{"size":1}"""));

        (_, JsonObject labelled) = await client.SendAsync(
            "PATCH", $"{Things}/a", JsonNode.Parse("""{"metadata":{"labels":{"a":"b"}}}"""), "application/merge-patch+json");
        (_, JsonObject reported) = await client.SendAsync(
            "PATCH", $"{Things}/a/status", JsonNode.Parse("""{"status":{"ready":true},"spec":{"size":5}}"""), "application/merge-patch+json");
        (_, JsonObject resized) = await client.SendAsync(
            "PATCH", $"{Things}/a", JsonNode.Parse("""[{"op":"test","path":"/spec/size","value":1},{"op":"replace","path":"/spec/size","value":2}]"""), "application/json-patch+json");
        made.Remove("status");
        (int unconditional, _) = await client.SendAsync("PUT", $"{Things}/a", Thing("a", """{"size":1}"""));

        Assert.Equal(1, (int)labelled["metadata"]!["generation"]!);
        Assert.Equal((1, 1, true), ((int)reported["metadata"]!["generation"]!, (int)reported["spec"]!["size"]!, (bool)reported["status"]!["ready"]!));
        Assert.Equal((2, true), ((int)resized["metadata"]!["generation"]!, (bool)resized["status"]!["ready"]!));
        Assert.Equal(422, unconditional);
    }

    [Fact]
    public async Task Patch_StrategicOfACustomKind_IsUnsupported()
    {
        await using TestApiServer server = await StartAsync();
        using ApiClient client = new(server);
        await client.CreateAsync(Things, Thing("a", """{"size":1}"""));

        (int code, _) = await client.SendAsync("PATCH", $"{Things}/a", new JsonObject(), "application/strategic-merge-patch+json");

        Assert.Equal(415, code);
    }

    [Fact]
    public async Task Versions_ServeTheSameObjects()
    {
        await using TestApiServer server = await StartAsync();
        using ApiClient client = new(server);
        await client.CreateAsync(Things, Thing("a", """{"size":1}"""));

        JsonObject list = await client.GetAsync("/apis/x.example/v1alpha1/things");

        Assert.Equal("x.example/v1alpha1", (string?)list["items"]![0]!["apiVersion"]);
        Assert.Equal("ThingList", (string?)list["kind"]);
    }

    [Fact]
    public async Task Definition_Deleted_TakesItsObjectsAndTheirWatches()
    {
        await using TestApiServer server = await StartAsync();
        using ApiClient client = new(server);
        await client.CreateAsync(Things, Thing("a", """{"size":1}"""));
        using WatchReader watch = await client.WatchAsync($"{Things}?watch=1");

        await client.SendAsync("DELETE", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/things.x.example");

        Assert.Equal("ADDED a", await watch.NextShortAsync());
        Assert.Equal("DELETED a", await watch.NextShortAsync());
        Assert.Equal("end", await watch.NextShortAsync());
        Assert.Equal(404, (await client.SendAsync("GET", Things)).Code);
    }
}
