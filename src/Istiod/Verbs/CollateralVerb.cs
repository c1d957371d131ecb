using System.Text;
using Istiod.Commands;

namespace Istiod.Verbs;

/// <summary>The hidden <c>collateral</c>: writes documents about the program into a directory.</summary>
/// <remarks>istiod: pkg/collateral. The kinds and their flags are the reference's, the layout of the documents is ours.</remarks>
internal static class CollateralVerb
{
    public static CommandNode Create() => new()
    {
        Use = "collateral",
        Short = "Generate collateral support files for this program",
        IsHidden = true,
        MaxArguments = 0,
        Flags =
        [
            new FlagDefinition("outputDir", FlagKind.String, ".", "Directory where to generate the collateral files", "o"),
            new FlagDefinition("all", FlagKind.Bool, "false", "Produce all supported documents"),
            new FlagDefinition("markdown", FlagKind.Bool, "false", "Produce markdown documentation files"),
            new FlagDefinition("man", FlagKind.Bool, "false", "Produce man pages"),
            new FlagDefinition("bash", FlagKind.Bool, "false", "Produce bash completion files"),
            new FlagDefinition("zsh", FlagKind.Bool, "false", "Produce zsh completion files"),
            new FlagDefinition("yaml", FlagKind.Bool, "false", "Produce YAML documentation files"),
            new FlagDefinition("html_fragment_with_front_matter", FlagKind.Bool, "false", "Produce an HTML documentation file with Hugo/Jekyll-compatible front matter."),
        ],
        Run = Run,
    };

    private static int Run(Invocation invocation)
    {
        string directory = invocation.Flags["outputDir"].Scalar;
        CommandNode root = invocation.App.Root;
        List<(string File, string Text)> files = [];
        if (Wants(invocation, "markdown"))
        {
            files.AddRange(PerVerb(root, ".md", Markdown));
        }

        if (Wants(invocation, "man"))
        {
            files.AddRange(PerVerb(root, ".1", Man, "-"));
        }

        if (Wants(invocation, "yaml"))
        {
            files.AddRange(PerVerb(root, ".yaml", Yaml));
        }

        if (Wants(invocation, "bash"))
        {
            files.Add((root.Name + ".bash", CompletionScripts.Bash(root, RootVerb.Inherited)));
        }

        if (Wants(invocation, "zsh"))
        {
            files.Add(("_" + root.Name, CompletionScripts.Zsh(root, RootVerb.Inherited)));
        }

        if (Wants(invocation, "html_fragment_with_front_matter"))
        {
            files.Add((root.Name + ".html", Html(root)));
        }

        try
        {
            Directory.CreateDirectory(directory);
            foreach ((string file, string text) in files)
            {
                File.WriteAllText(Path.Combine(directory, file), text);
            }

            return 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return invocation.App.Fail($"unable to write collateral files: {e.Message}");
        }
    }

    private static bool Wants(Invocation invocation, string kind) => invocation.Flags[kind].IsTrue || invocation.Flags["all"].IsTrue;

    private static IEnumerable<(string File, string Text)> PerVerb(
        CommandNode root,
        string extension,
        Func<string, CommandNode, string> write,
        string separator = "_") =>
        root.Children.Where(c => !c.IsHidden)
            .Select(c => (root.Name + separator + c.Name + extension, write(root.Name + " " + c.Name, c)))
            .Prepend((root.Name + extension, write(root.Name, root)));

    private static string Markdown(string name, CommandNode verb) =>
        $"## {name}\n\n{verb.Short}\n\n### Options\n\n```\n{HelpText.Flags(All(verb))}```\n";

    private static string Man(string name, CommandNode verb)
    {
        StringBuilder page = new($".TH \"{name.ToUpperInvariant().Replace(' ', '-')}\" \"1\" \"\" \"\" \"Istio Pilot Discovery\"\n");
        page.Append(".SH NAME\n").Append(name.Replace(' ', '-')).Append(" \\- ").Append(verb.Short).Append("\n.SH OPTIONS\n");
        foreach (FlagDefinition flag in All(verb))
        {
            page.Append(".TP\n\\fB--").Append(flag.Name).Append("\\fP\n").Append(flag.Usage.Replace("\n", " ", StringComparison.Ordinal)).Append('\n');
        }

        return page.ToString();
    }

    private static string Yaml(string name, CommandNode verb)
    {
        StringBuilder text = new($"name: {name}\nsynopsis: {GoSyntax.Quote(verb.Short)}\noptions:\n");
        foreach (FlagDefinition flag in All(verb))
        {
            text.Append("- name: ").Append(flag.Name).Append('\n');
            if (flag.Default.Length > 0)
            {
                text.Append("  default_value: ").Append(GoSyntax.Quote(flag.Default)).Append('\n');
            }

            text.Append("  usage: ").Append(GoSyntax.Quote(flag.Usage)).Append('\n');
        }

        return text.ToString();
    }

    private static string Html(CommandNode root)
    {
        StringBuilder page = new("---\ntitle: Istio Pilot Discovery\nlayout: pkg-collateral-docs\n---\n");
        foreach (CommandNode verb in root.Children.Where(c => !c.IsHidden))
        {
            page.Append("<h2 id=\"").Append(root.Name).Append('-').Append(verb.Name).Append("\">").Append(root.Name).Append(' ')
                .Append(verb.Name).Append("</h2>\n<p>").Append(System.Net.WebUtility.HtmlEncode(verb.Short)).Append("</p>\n<table>\n");
            foreach (FlagDefinition flag in All(verb))
            {
                page.Append("<tr><td><code>--").Append(flag.Name).Append("</code></td><td>")
                    .Append(System.Net.WebUtility.HtmlEncode(flag.Usage)).Append("</td></tr>\n");
            }

            page.Append("</table>\n");
        }

        return page.ToString();
    }

    private static IEnumerable<FlagDefinition> All(CommandNode verb) =>
        verb.Flags.Concat(RootVerb.Inherited).OrderBy(f => f.Name, StringComparer.Ordinal);
}
