using System.Diagnostics;
using System.Text.Json;

namespace Istiod.Load.Runs;

/// <summary>A change every so often: how old is each when a stream first gets an answer after it.</summary>
internal static class Churn
{
    public static async Task RunAsync(
        Options options, Crowd crowd, IMeshChanger changer, ProcessMeter server, ProcessMeter client, Mesh mesh,
        Utf8JsonWriter json)
    {
        TimeSpan period = TimeSpan.FromMilliseconds(options.Number("churn-ms", 50));
        TimeSpan length = TimeSpan.FromSeconds(options.Number("churn-seconds", 30));
        double serverCpu = server.CpuSeconds;
        double clientCpu = client.CpuSeconds;
        List<long> changes = [];
        crowd.KeepAnswers(true);
        using PeriodicTimer timer = new(period);
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; Stopwatch.GetElapsedTime(start) < length; i++)
        {
            changer.Prepare(isRoute: false, i % mesh.Services, 1000 + i);
            await timer.WaitForNextTickAsync();
            changes.Add(Stopwatch.GetTimestamp());
            changer.Apply();
        }

        await Task.Delay(2000);
        crowd.KeepAnswers(false);
        json.WriteStartObject("churn");
        json.WriteNumber("changes", changes.Count);
        Ages(crowd, changes).Write(json);
        int answers = 0;
        foreach (List<long> times in crowd.EndpointAnswers)
        {
            answers += times.Count;
        }

        json.WriteNumber("answersPerStream", answers / Math.Max(1, crowd.Streams.Count));
        json.WriteNumber("serverCpuSeconds", Math.Round(server.CpuSeconds - serverCpu, 2));
        json.WriteNumber("clientCpuSeconds", Math.Round(client.CpuSeconds - clientCpu, 2));
        json.WriteNumber("rssMB", Math.Round(server.RssMegabytes, 1));
        json.WriteEndObject();
    }

    private static Quantiles Ages(Crowd crowd, List<long> changes)
    {
        List<double> ages = [];
        foreach (List<long> answers in crowd.EndpointAnswers)
        {
            int next = 0;
            foreach (long change in changes)
            {
                while (next < answers.Count && answers[next] < change)
                {
                    next++;
                }

                if (next < answers.Count)
                {
                    ages.Add(Stopwatch.GetElapsedTime(change, answers[next]).TotalMilliseconds);
                }
            }
        }

        return Quantiles.Of(ages);
    }
}
