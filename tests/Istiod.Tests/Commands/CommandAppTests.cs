using Istiod.Commands;

namespace Istiod.Tests.Commands;

public sealed class CommandAppTests : IDisposable
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();
    private Invocation? _invocation;

    public void Dispose()
    {
        _output.Dispose();
        _errors.Dispose();
    }

    [Fact]
    public void Run_NoArguments_PrintsHelp()
    {
        Assert.Equal(0, Run());
        Assert.Contains("Available Commands:\n  discovery   Starts.\n  request     Asks.\n", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_UnknownCommand_FailsWith255()
    {
        Assert.Equal(255, Run("foo"));
        Assert.Equal("Error: unknown command \"foo\" for \"prog\"\nRun 'prog --help' for usage.\n", _errors.ToString());
    }

    [Fact]
    public void Run_MisspeltCommand_Suggests()
    {
        Assert.Equal(255, Run("discovry"));
        Assert.Contains("Did you mean this?\n\tdiscovery\n", _errors.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--nosuch", "x")]
    [InlineData("--nosuch=x")]
    [InlineData("--nosuch")]
    [InlineData("-z", "x")]
    [InlineData("-z=x")]
    public void Run_UnknownFlagOfATolerantVerb_IsIgnoredWithItsValue(params string[] flags)
    {
        Assert.Equal(0, Run(["discovery", .. flags, "--domain", "d"]));
        Assert.Equal("d", _invocation?.Flags["domain"].Scalar);
        Assert.Empty(_invocation?.Arguments ?? ["none"]);
    }

    [Fact]
    public void Run_UnknownFlagOfAStrictVerb_Fails()
    {
        Assert.Equal(255, Run("request", "--nosuch", "GET", "/"));
        Assert.Equal("Error: unknown flag: --nosuch\n", _errors.ToString());
        Assert.Equal(255, Run("request", "-z", "GET", "/"));
        Assert.EndsWith("Error: unknown shorthand flag: 'z' in -z\n", _errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_InheritedFlagBeforeTheVerb_IsRead()
    {
        Assert.Equal(0, Run("--vklog", "3", "discovery"));
        Assert.Equal("3", _invocation?.Flags["vklog"].Scalar);
    }

    [Theory]
    [InlineData("accepts 0 arg(s), received 1", "discovery", "x")]
    [InlineData("requires at least 2 arg(s), only received 1", "request", "GET")]
    public void Run_WrongNumberOfArguments_Fails(string error, params string[] arguments)
    {
        Assert.Equal(255, Run(arguments));
        Assert.Equal("Error: " + error + "\n", _errors.ToString());
    }

    [Theory]
    [InlineData("invalid argument \"x\" for \"-p, --profile\" flag: strconv.ParseBool: parsing \"x\": invalid syntax", "--profile=x")]
    [InlineData("invalid argument \"70000\" for \"--port\" flag: strconv.ParseUint: parsing \"70000\": value out of range", "--port", "70000")]
    [InlineData("invalid argument \"-1\" for \"--port\" flag: strconv.ParseUint: parsing \"-1\": invalid syntax", "--port", "-1")]
    [InlineData("invalid argument \"1 s\" for \"--wait\" flag: time: unknown unit \" s\" in duration \"1 s\"", "--wait", "1 s")]
    [InlineData("invalid argument \"a\" for \"--alias\" flag: a must be formatted as key=value", "--alias", "a")]
    [InlineData("flag needs an argument: --domain", "--domain")]
    [InlineData("flag needs an argument: 'n' in -n", "-n")]
    public void Run_BadFlagValue_FailsInGoWords(string error, params string[] flags)
    {
        Assert.Equal(255, Run(["discovery", .. flags]));
        Assert.Equal("Error: " + error + "\n", _errors.ToString());
    }

    [Theory]
    [InlineData("-n", "ns")]
    [InlineData("-n=ns")]
    [InlineData("-nns")]
    [InlineData("--namespace", "ns")]
    [InlineData("--namespace=ns")]
    [InlineData("-pn", "ns")]
    public void Run_Shorthand_IsReadInEveryForm(params string[] flags)
    {
        Assert.Equal(0, Run(["discovery", .. flags]));
        Assert.Equal("ns", _invocation?.Flags["namespace"].Scalar);
    }

    [Fact]
    public void Run_Lists_ReplaceTheDefaultAndAppend()
    {
        Assert.Equal(0, Run("discovery", "--list", "a,\"b,c\"", "--list=d", "--target", "x,y", "--target", "z"));
        Assert.Equal(["a", "b,c", "d"], _invocation?.Flags["list"].Items);
        Assert.Equal(["x,y", "z"], _invocation?.Flags["target"].Items);
        Assert.Equal("[a,b,c,d]", _invocation?.Flags["list"].Text);
    }

    [Fact]
    public void Run_Help_ShowsFlagsWithDefaults()
    {
        Assert.Equal(0, Run("discovery", "--help"));
        Assert.Contains("  -n, --namespace string       Where. (default \"istio-system\")\n", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("      --wait duration          Time. (default 10s)\n", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("\nGlobal Flags:\n      --vklog Level   Verbosity.\n", _output.ToString(), StringComparison.Ordinal);
    }

    private int Run(params string[] arguments)
    {
        CommandNode root = new()
        {
            Use = "prog",
            Short = "Program.",
            Children =
            [
                new CommandNode
                {
                    Use = "discovery",
                    Short = "Starts.",
                    IgnoresUnknownFlags = true,
                    MaxArguments = 0,
                    Flags =
                    [
                        new FlagDefinition("namespace", FlagKind.String, "istio-system", "Where.", "n"),
                        new FlagDefinition("domain", FlagKind.String, "", "Suffix."),
                        new FlagDefinition("profile", FlagKind.Bool, "true", "Profiles.", "p"),
                        new FlagDefinition("port", FlagKind.UInt16, "9876", "Port."),
                        new FlagDefinition("wait", FlagKind.Duration, "10s", "Time."),
                        new FlagDefinition("alias", FlagKind.StringToString, "", "Pairs."),
                        new FlagDefinition("list", FlagKind.StringSlice, "default", "List."),
                        new FlagDefinition("target", FlagKind.StringArray, "stdout", "Array."),
                    ],
                    Run = Take,
                },
                new CommandNode { Use = "request <method> <path>", Short = "Asks.", MinArguments = 2, Run = Take },
            ],
        };
        return new CommandApp(root, [new FlagDefinition("vklog", FlagKind.Level, "0", "Verbosity.")], _output, _errors).Run(arguments);
    }

    private int Take(Invocation invocation)
    {
        _invocation = invocation;
        return 0;
    }
}
