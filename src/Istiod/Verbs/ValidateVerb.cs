using Istiod.Commands;
using Istiod.Offline;

namespace Istiod.Verbs;

/// <summary><c>validate -f FILE…</c>, ours: what <c>istioctl validate</c> says of files.</summary>
/// <remarks>istiod: istioctl/pkg/validate/validate.go.</remarks>
internal static class ValidateVerb
{
    public static CommandNode Create() => new()
    {
        Use = "validate",
        Short = "Validate Istio policy and rules files",
        MaxArguments = 0,
        Flags =
        [
            new FlagDefinition("filename", FlagKind.StringSlice, "", "Inputs of files to validate", "f"),
            new FlagDefinition("namespace", FlagKind.String, "default", "Namespace of objects that name none", "n"),
            new FlagDefinition("istioNamespace", FlagKind.String, "istio-system", "Istio system namespace, whose services are not looked at", "i"),
        ],
        Run = Run,
    };

    private static int Run(Invocation invocation)
    {
        IReadOnlyList<string> names = invocation.Flags["filename"].Items;
        if (names.Count == 0)
        {
            return invocation.App.Fail(
                "error: you must specify resources by --filename.\nExample resource specifications include:\n"
                + "   '-f rsrc.yaml'\n   '--filename=rsrc.json'");
        }

        FileValidator validator = new(
            invocation.Flags["namespace"].Scalar, invocation.Flags["istioNamespace"].Scalar, invocation.App.Output, Console.OpenStandardInput);
        return validator.Run(names) is { } faults ? invocation.App.Fail(faults) : 0;
    }
}
