namespace Istiod.ControlZ.Topics;

/// <summary>The command line; it has no JSON.</summary>
/// <remarks>istiod: pkg/ctrlz/topics/args.go.</remarks>
internal sealed class ArgumentsTopic() : ControlTopic("arg", "Command-Line Arguments")
{
    /// <inheritdoc/>
    public override bool HasJson => false;

    /// <inheritdoc/>
    public override void WritePage(ControlPage page)
    {
        page.BeginTable("Argument");
        foreach (string argument in System.Environment.GetCommandLineArgs())
        {
            page.Row(argument);
        }

        page.EndTable();
    }
}
