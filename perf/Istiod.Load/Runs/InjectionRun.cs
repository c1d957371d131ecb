using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Text;
using System.Text.Json;

namespace Istiod.Load.Runs;

/// <summary>Injections over HTTPS: callers with one connection each send the same review one after the other.</summary>
internal static class InjectionRun
{
    // A pod as an API server sends it: defaulted, with its account's volume.
    private const string Review =
        """
        {"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"b4f5e1de-3c1f-4f0e-9f2c-0d6c1c1d2e3f",
        "kind":{"group":"","version":"v1","kind":"Pod"},"resource":{"group":"","version":"v1","resource":"pods"},"namespace":"load","name":"web-0",
        "operation":"CREATE","userInfo":{"username":"system:serviceaccount:kube-system:replicaset-controller"},"dryRun":false,"object":{
        "apiVersion":"v1","kind":"Pod","metadata":{"name":"web-0","namespace":"load","labels":{"app":"web","version":"v1"}},"spec":{
        "containers":[{"name":"web","image":"registry.example/web:1","imagePullPolicy":"IfNotPresent","resources":{},
        "ports":[{"name":"http","containerPort":8080,"protocol":"TCP"}],"terminationMessagePath":"/dev/termination-log","terminationMessagePolicy":"File",
        "volumeMounts":[{"name":"account","mountPath":"/var/run/secrets/kubernetes.io/serviceaccount","readOnly":true}]}],
        "volumes":[{"name":"account","projected":{"defaultMode":420,"sources":[{"serviceAccountToken":{"expirationSeconds":3607,"path":"token"}},
        {"configMap":{"name":"kube-root-ca.crt","items":[{"key":"ca.crt","path":"ca.crt"}]}}]}}],"dnsPolicy":"ClusterFirst","enableServiceLinks":true,
        "restartPolicy":"Always","schedulerName":"default-scheduler","securityContext":{},"serviceAccount":"web","serviceAccountName":"web",
        "terminationGracePeriodSeconds":30}}}}
        """;

    /// <summary>Runs it and prints a report; 1 if an answer held no patch.</summary>
    public static async Task<int> RunAsync(Options options)
    {
        ProcessMeter server = new(options.Number("pid", 0));
        Uri url = new($"https://{options.Text("server", "127.0.0.1:15017")}/inject");
        byte[] review = options.Has("review") ? await File.ReadAllBytesAsync(options.Text("review")) : Encoding.UTF8.GetBytes(Review);
        int callers = options.Number("callers", 1);
        int each = options.Number("count", 500);
        double before = server.RssMegabytes;
        double cpu = server.CpuSeconds;
        long start = Stopwatch.GetTimestamp();
        Task<List<double>>[] tasks = new Task<List<double>>[callers];
        for (int i = 0; i < callers; i++)
        {
            tasks[i] = Task.Run(() => CallAsync(url, review, each));
        }

        List<double> times = [];
        foreach (List<double> part in await Task.WhenAll(tasks))
        {
            times.AddRange(part);
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        cpu = server.CpuSeconds - cpu;
        double during = server.RssMegabytes;
        await Task.Delay(TimeSpan.FromSeconds(options.Number("quiet", 5)));
        using MemoryStream text = new();
        using (Utf8JsonWriter json = new(text))
        {
            json.WriteStartObject();
            json.WriteNumber("callers", callers);
            json.WriteNumber("patched", times.Count);
            json.WriteNumber("perSecond", Math.Round(times.Count / seconds));
            json.WriteNumber("cpuMsEach", Math.Round(cpu * 1000 / Math.Max(1, times.Count), 3));
            json.WriteNumber("rssBeforeMB", Math.Round(before, 1));
            json.WriteNumber("rssDuringMB", Math.Round(during, 1));
            json.WriteNumber("rssAfterMB", Math.Round(server.RssMegabytes, 1));
            json.WriteStartObject("times");
            Quantiles.Of(times).Write(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        Console.WriteLine(Encoding.UTF8.GetString(text.ToArray()));
        return times.Count == callers * each ? 0 : 1;
    }

    // Milliseconds of each answer that held a patch.
    private static async Task<List<double>> CallAsync(Uri url, byte[] review, int count)
    {
        // The certificate is the control plane's own; whom it names is not what is measured.
        using SocketsHttpHandler handler = new()
        {
            SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = static (_, certificate, _, _) => certificate is not null },
            UseCookies = false,
        };
        using HttpClient client = new(handler);
        List<double> times = new(count);
        for (int i = 0; i < count; i++)
        {
            long start = Stopwatch.GetTimestamp();
            using ByteArrayContent body = new(review);
            body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using HttpResponseMessage answer = await client.PostAsync(url, body);
            byte[] bytes = await answer.Content.ReadAsByteArrayAsync();
            double time = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            if (answer.StatusCode == HttpStatusCode.OK && bytes.AsSpan().IndexOf("\"patch\""u8) >= 0)
            {
                times.Add(time);
            }
        }

        return times;
    }
}
