using System.Net.Http.Headers;
using System.Net.Sockets;
using Istiod.Commands;

namespace Istiod.Verbs;

/// <summary><c>request METHOD PATH [BODY]</c>: asks the monitoring port of the control plane on this machine.</summary>
/// <remarks>istiod: pilot/pkg/request/command.go. A 404 is an answer, not an error.</remarks>
internal static class RequestVerb
{
    private const string DefaultAddress = "127.0.0.1:15014";
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(60);

    public static CommandNode Create(string address = DefaultAddress) => new()
    {
        Use = "request <method> <path> [<body>]",
        Short = "Makes an HTTP request to Pilot metrics/debug endpoint",
        MinArguments = 2,
        Run = invocation => Run(invocation, address),
    };

    private static int Run(Invocation invocation, string address)
    {
        string path = invocation.Arguments[1].StartsWith('/') ? invocation.Arguments[1][1..] : invocation.Arguments[1];
        string body = invocation.Arguments.Count > 2 ? invocation.Arguments[2] : "";
        using HttpClient client = new() { Timeout = s_timeout };
        try
        {
            using HttpRequestMessage request = new(new HttpMethod(invocation.Arguments[0]), $"http://{address}/{path}");
            if (body.Length > 0)
            {
                request.Content = new StringContent(body);
                request.Content.Headers.ContentType = new MediaTypeHeaderValue("text/plain");
            }

            using HttpResponseMessage response = client.Send(request);
            using StreamReader reader = new(response.Content.ReadAsStream());
            string answer = reader.ReadToEnd();
            int status = (int)response.StatusCode;
            if (status > 399 && status != 404)
            {
                return invocation.App.Fail($"received unsuccessful status code {status}: {answer}");
            }

            invocation.App.Output.WriteLine(answer);
            return 0;
        }
        catch (Exception e) when (e is HttpRequestException or SocketException or IOException or OperationCanceledException
            or FormatException or UriFormatException or ArgumentException)
        {
            return invocation.App.Fail($"{invocation.Arguments[0]} \"http://{address}/{path}\": {e.Message}");
        }
    }
}
