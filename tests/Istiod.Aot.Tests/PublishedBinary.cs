using System.Diagnostics;

namespace Istiod.Aot.Tests;

/// <summary>The native binary, published once for all tests (<c>ISTIOD_AOT_BIN</c> names one that exists already).</summary>
public sealed class PublishedBinary
{
    private readonly Lazy<string> _rootFilesystem;

    /// <summary>Publishes.</summary>
    public PublishedBinary()
    {
        string? given = Environment.GetEnvironmentVariable("ISTIOD_AOT_BIN");
        Path = given is { Length: > 0 } ? given : Repository.PathOf("out", "aot", "pilot-discovery");
        if (given is not { Length: > 0 })
        {
            Run(Repository.PathOf(".ci", "publish.sh"));
        }

        _rootFilesystem = new Lazy<string>(() =>
        {
            string root = Repository.PathOf("out", "rootfs");
            Run(Repository.PathOf(".ci", "rootfs.sh"), Path, root);
            return root;
        });
    }

    /// <summary>The binary.</summary>
    public string Path { get; }

    /// <summary>The image's root filesystem around it.</summary>
    public string RootFilesystem => _rootFilesystem.Value;

    /// <summary>Runs a program to its end.</summary>
    /// <returns>Exit code and both outputs.</returns>
    public static (int Code, string Output) Execute(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Repository.Root,
        };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException(program);
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.GetAwaiter().GetResult());
    }

    private static void Run(string program, params string[] arguments)
    {
        (int code, string output) = Execute(program, arguments);
        if (code != 0)
        {
            throw new InvalidOperationException($"{program} ended with {code}:\n{output}");
        }
    }
}
