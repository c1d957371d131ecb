using System.Globalization;

namespace Istiod.ApiServer;

/// <summary>The program's command line.</summary>
internal sealed record Arguments
{
    public const string Usage = """
        usage: istiod-test-apiserver [OPTION]...
          --port N                          port on 127.0.0.1 (default: a free one)
          --data PATH                       YAML file, or directory of them, to load; may be given again
          --namespace NAME                  namespace to make beside default and kube-*; may be given again
          --rbac                            check credentials and rights (default: everybody is an administrator)
          --kubeconfig FILE                 write a kubeconfig of an administrator
          --service-account NS/NAME=DIR     write token, ca.crt and namespace of an account; may be given again
          --token NS/NAME:AUDIENCE=FILE     write a token for an audience; may be given again
          --tokens NS/NAME:AUDIENCE:N=FILE  write N tokens, one a line; may be given again
          --service NS/NAME:PORT=HOST:PORT  where webhooks that name a service are reached; may be given again
          --requests FILE                   append a line for each request
        """;

    public int Port { get; private init; }

    public List<string> Data { get; } = [];

    public List<string> Namespaces { get; } = [];

    public bool ChecksAccess { get; private set; }

    public string? Kubeconfig { get; private set; }

    public List<(string Namespace, string Name, string Directory)> Accounts { get; } = [];

    public List<(string Namespace, string Name, string Audience, string File)> Tokens { get; } = [];

    public List<(string Namespace, string Name, string Audience, int Count, string File)> ManyTokens { get; } = [];

    public Dictionary<string, string> Services { get; } = new(StringComparer.Ordinal);

    public string? Requests { get; private set; }

    /// <summary>Reads the command line; null with a reason if it is wrong.</summary>
    public static Arguments? Parse(string[] args, out string fault)
    {
        fault = "";
        Arguments result = new();
        for (int i = 0; i < args.Length; i++)
        {
            if (args[i] == "--rbac")
            {
                result.ChecksAccess = true;
                continue;
            }

            if (i + 1 == args.Length)
            {
                fault = $"{args[i]}: unknown, or its value is missing";
                return null;
            }

            string option = args[i];
            string value = args[++i];
            if (option == "--port" && int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int port))
            {
                result = result with { Port = port };
            }
            else if (!result.TryTake(option, value))
            {
                fault = $"{option} {value}: unknown or malformed";
                return null;
            }
        }

        return result;
    }

    private bool TryTake(string option, string value)
    {
        string[] sides = value.Split('=', 2);
        string[] place = sides[0].Split('/', 2);
        switch (option)
        {
            case "--data":
                Data.Add(value);
                return true;
            case "--namespace":
                Namespaces.Add(value);
                return true;
            case "--kubeconfig":
                Kubeconfig = value;
                return true;
            case "--requests":
                Requests = value;
                return true;
            case "--service-account" when sides.Length == 2 && place.Length == 2:
                Accounts.Add((place[0], place[1], sides[1]));
                return true;
            case "--token" when sides.Length == 2 && place.Length == 2 && place[1].Split(':', 2) is [var name, var audience]:
                Tokens.Add((place[0], name, audience, sides[1]));
                return true;
            case "--tokens" when sides.Length == 2 && place.Length == 2 && place[1].Split(':', 3) is [var account, var whom, var count]
                && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out int tokens):
                ManyTokens.Add((place[0], account, whom, tokens, sides[1]));
                return true;
            case "--service" when sides.Length == 2:
                Services[sides[0]] = sides[1];
                return true;
            default:
                return false;
        }
    }
}
