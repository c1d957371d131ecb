using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Istiod.Offline;
using Istiod.Server;
using Istiod.Webhooks.Admission;
using Istiod.Webhooks.Injection.Workloads;
using Istiod.Webhooks.Patches;

namespace Istiod.Golden.Inject;

/// <summary>Runs cases of injection and writes what came of them.</summary>
internal static class InjectRunner
{
    private const int Redirect = 307;
    private const int LongText = 100_000;
    private const int KeptText = 500;

    private static readonly JsonWriterOptions s_layout = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Folder of the rendered chart: <c>ISTIO_CHART_DIR</c>, else beside the cases.</summary>
    public static string ChartOf(string cases)
    {
        string? given = System.Environment.GetEnvironmentVariable("ISTIO_CHART_DIR");
        return string.IsNullOrEmpty(given) ? System.IO.Path.Combine(cases, "..", "chart") : given;
    }

    /// <summary>Runs all cases below a folder and writes what came of them.</summary>
    /// <param name="only">Cases whose path matches.</param>
    /// <param name="tell">Takes one line for each case that failed.</param>
    public static (int Run, int Failed) RunAll(string cases, string output, Regex? only, Action<string> tell)
    {
        int run = 0, failed = 0;
        foreach (string path in InjectCase.Find(cases))
        {
            if (only?.IsMatch(path) == false)
            {
                continue;
            }

            run++;
            try
            {
                Write(InjectCase.Load(cases, path, ChartOf(cases)), output);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // A case that fails is that case's result; the others are still worth having.
                failed++;
                tell($"{path}: {e.GetType().Name}: {e.Message} {e.StackTrace?.Split('\n').FirstOrDefault()?.Trim()}");
            }
        }

        return (run, failed);
    }

    /// <summary>Runs one case; the results are named as in the recording.</summary>
    public static JsonObject Run(InjectCase golden)
    {
        InjectWorld world = new(golden);
        JsonObject results = [];
        JsonObject request = golden.Request;
        JsonNode? pod = (request["body"] as JsonObject)?["request"] is JsonObject inner ? inner["object"]?.DeepClone() : null;
        pod = Call(world, request, pod, "", results);
        if (golden.Again is { } operations && pod is not null)
        {
            pod = JsonPatch.Read(operations).Apply(pod);
            JsonObject second = (JsonObject)request.DeepClone();
            ((JsonObject)second["body"]!["request"]!)["object"] = pod?.DeepClone(); // the first call had them
            Call(world, second, pod, "-2", results);
        }

        string file = System.IO.Path.Combine(golden.Directory, "pod.yaml");
        if (golden.IsWorkload)
        {
            WorkloadInjector offline = new(world.Injector.Settings!, world.Mesh, world.Options); // set up just now
            WorkloadResult injected = offline.InjectFile(File.ReadAllText(file));
            results["kube-inject"] = injected.Fault ?? injected.Yaml;
        }

        return results;
    }

    /// <summary>Runs one case and writes its files.</summary>
    public static void Write(InjectCase golden, string output)
    {
        string folder = System.IO.Path.Combine(output, golden.Path);
        Directory.CreateDirectory(folder);
        foreach (KeyValuePair<string, JsonNode?> result in Run(golden))
        {
            bool isYaml = result.Key.StartsWith("pod", StringComparison.Ordinal) || result.Key == "kube-inject";
            string text = !isYaml ? Json(result.Value)
                : result.Value is JsonValue plain ? plain.GetValue<string>()
                : YamlText.FromJson(Encoding.UTF8.GetBytes(result.Value?.ToJsonString() ?? "null"));
            File.WriteAllText(System.IO.Path.Combine(folder, result.Key + (isYaml ? ".yaml" : ".json")), text);
        }
    }

    private static string Json(JsonNode? node)
    {
        ArrayBufferWriter<byte> output = new(4096);
        using (Utf8JsonWriter writer = new(output, s_layout))
        {
            (node ?? new JsonObject()).WriteTo(writer);
        }

        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static JsonNode? Call(InjectWorld world, JsonObject request, JsonNode? pod, string suffix, JsonObject results)
    {
        AdmissionAnswer answer = Answer(world, request);
        JsonObject response = new() { ["contentType"] = answer.Status == Redirect ? null : AdmissionAnswer.ContentType, ["status"] = answer.Status };
        results["response" + suffix] = response;
        string text = Encoding.UTF8.GetString(answer.Body.Span);
        if (!text.StartsWith('{'))
        {
            response["text"] = text;
            return null;
        }

        JsonNode body = JsonNode.Parse(text) ?? throw new InvalidDataException("no answer");
        response["body"] = body;
        JsonObject inner = body["response"] as JsonObject ?? [];
        Shorten(inner["status"] as JsonObject);
        if (inner["patch"]?.GetValue<string>() is not { } packed)
        {
            return null;
        }

        JsonArray patch = JsonNode.Parse(Convert.FromBase64String(packed)) as JsonArray ?? [];
        inner["patch"] = $"(patch{suffix}.json)";
        results["patch" + suffix] = patch;
        JsonNode? injected = JsonPatch.Read(patch.DeepClone()).Apply(WithContainers(pod?.DeepClone()));
        results["pod" + suffix] = injected?.DeepClone();
        return injected;
    }

    private static AdmissionAnswer Answer(InjectWorld world, JsonObject request)
    {
        string target = request["target"]?.GetValue<string>() ?? "/inject";
        int query = target.IndexOf('?', StringComparison.Ordinal);
        string path = Uri.UnescapeDataString(query < 0 ? target : target[..query]);
        if (WebhookPortPath.Clean(path) != path)
        {
            return new AdmissionAnswer(Redirect, ReadOnlyMemory<byte>.Empty);
        }

        if (!world.IsEnabled || !InjectHandler.Owns(path))
        {
            return AdmissionAnswer.Text(404, "404 page not found");
        }

        byte[] body = request["bodySize"]?.GetValue<int>() is { } size ? Encoding.UTF8.GetBytes($"{{\"kind\":\"AdmissionReview\",\"pad\":\"{new string('x', size)}\"}}")
            : request["text"]?.GetValue<string>() is { } text ? Encoding.UTF8.GetBytes(text)
            : request["body"] is { } tree ? Encoding.UTF8.GetBytes(tree is JsonValue raw && raw.TryGetValue(out string? own) ? own : tree.ToJsonString())
            : [];
        return body.Length > AdmissionCall.MaxBytes
            ? world.Handler.Refuse(AdmissionCall.TooLarge)
            : world.Handler.Handle(new AdmissionCall(path, request["contentType"]?.GetValue<string>() ?? "", body));
    }

    /// <summary>An object that is no pod has no containers, which the patch replaces: it is made from the object as a pod.</summary>
    private static JsonNode? WithContainers(JsonNode? pod)
    {
        if (pod?["spec"] is JsonObject spec && !spec.ContainsKey("containers"))
        {
            spec["containers"] = null;
        }

        return pod;
    }

    /// <summary>The recording keeps the head of a very long text.</summary>
    private static void Shorten(JsonObject? status)
    {
        if (status?["message"]?.GetValue<string>() is { Length: > LongText } message)
        {
            string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(message)));
            status["message"] = string.Create(CultureInfo.InvariantCulture, $"{message[..KeptText]}... ({message.Length} characters, sha256 {hash})");
        }
    }
}
