using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Istiod.Kubernetes;
using Istiod.Primitives;
using Istiod.Security;

namespace Istiod.Server;

/// <summary>Has requests signed by the Kubernetes CSR API: create, approve, look until it is signed, delete.</summary>
/// <remarks>istiod: security/pkg/k8s/chiron/utils.go:SignCSRK8s. The Role grants no list of requests, so the one is read until it is signed.</remarks>
internal sealed class KubernetesRequestSigner(ObjectWriter objects, TimeProvider time) : IRequestSigner
{
    private static readonly ApiResource s_requests = new("certificates.k8s.io", "v1", "certificatesigningrequests", false);
    private static readonly TimeSpan s_shortest = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    /// <inheritdoc/>
    public async ValueTask<string> SignAsync(string requestPem, string signerName, TimeSpan lifetime, CancellationToken cancellation)
    {
        string name = "csr-workload-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(10));
        try
        {
            JsonObject created = await objects.CreateAsync(s_requests, "", Body(name, requestPem, signerName, lifetime), cancellation);
            try
            {
                Approve(created);
                await objects.UpdateAsync(s_requests, created, cancellation, new WriteOptions { Subresource = "approval" });
                return await WaitAsync(name, cancellation);
            }
            finally
            {
                await RemoveAsync(name);
            }
        }
        catch (ApiException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    private static JsonObject Body(string name, string requestPem, string signerName, TimeSpan lifetime)
    {
        JsonObject spec = new()
        {
            ["request"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(requestPem)),
            ["signerName"] = signerName,
            ["usages"] = new JsonArray("digital signature", "key encipherment", "server auth", "client auth"),
        };
        if (lifetime > TimeSpan.Zero)
        {
            spec["expirationSeconds"] = (int)Math.Min(lifetime.TotalSeconds, int.MaxValue);
        }

        return new JsonObject
        {
            ["apiVersion"] = s_requests.ApiVersion,
            ["kind"] = "CertificateSigningRequest",
            ["metadata"] = new JsonObject { ["name"] = name },
            ["spec"] = spec,
        };
    }

    private void Approve(JsonObject request)
    {
        string now = time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        request["status"] = new JsonObject
        {
            ["conditions"] = new JsonArray(new JsonObject
            {
                ["type"] = "Approved",
                ["status"] = "True",
                ["reason"] = "ApprovedByIstiod",
                ["message"] = "Approved by istiod",
                ["lastUpdateTime"] = now,
            }),
        };
    }

    private async Task<string> WaitAsync(string name, CancellationToken cancellation)
    {
        long begin = time.GetTimestamp();
        TimeSpan pause = s_shortest;
        while (time.GetElapsedTime(begin) < s_patience)
        {
            JsonObject request = await objects.GetAsync(s_requests, new NamespacedName("", name), cancellation);
            JsonObject? status = request["status"] as JsonObject;
            if (ObjectWriter.TextOf(status, "certificate") is { Length: > 0 } certificate)
            {
                return Encoding.UTF8.GetString(Convert.FromBase64String(certificate));
            }

            foreach (JsonNode? condition in status?["conditions"] as JsonArray ?? [])
            {
                if (ObjectWriter.TextOf(condition as JsonObject, "type") is "Denied" or "Failed")
                {
                    throw new IOException($"CSR {name}: {ObjectWriter.TextOf(condition as JsonObject, "message")}");
                }
            }

            await Task.Delay(pause, time, cancellation);
            pause = pause * 2 < s_longest ? pause * 2 : s_longest;
        }

        throw new IOException($"CSR {name} was not signed in time");
    }

    private async Task RemoveAsync(string name)
    {
        try
        {
            await objects.DeleteAsync(s_requests, new NamespacedName("", name), CancellationToken.None);
        }
        catch (ApiException)
        {
            // signed requests go by themselves within the hour
        }
    }
}
