using Istiod.Commands;
using Istiod.Verbs;

namespace Istiod;

internal static class Program
{
    private static int Main(string[] args)
    {
        using StreamWriter output = new(Console.OpenStandardOutput()) { AutoFlush = true };
        using StreamWriter errors = new(Console.OpenStandardError()) { AutoFlush = true };
        CommandApp app = new(RootVerb.Create(System.Environment.GetEnvironmentVariable), RootVerb.Inherited, output, errors);
        return app.Run(args);
    }
}
