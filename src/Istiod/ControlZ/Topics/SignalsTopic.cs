using Istiod.Server;

namespace Istiod.ControlZ.Topics;

/// <summary>Sends SIGUSR1 to this process, which takes notice of it and does nothing, as a Go program without a handler.</summary>
/// <remarks>istiod: pkg/ctrlz/topics/signals.go; Go's os/signal: "Other signals will be caught but no action will be taken".</remarks>
internal sealed class SignalsTopic() : ControlTopic("signal", "Signals")
{
    /// <inheritdoc/>
    public override bool HasJson => false;

    /// <inheritdoc/>
    public override void WritePage(ControlPage page) => page.Button("SIGUSR1", "PUT", "/signalj/SIGUSR1");

    /// <inheritdoc/>
    public override IReadOnlyList<ControlAction> ActionsAt(string name) => name == "SIGUSR1"
        ? [new ControlAction("PUT", HasEffect: true, SendAsync), new ControlAction("POST", HasEffect: true, SendAsync)]
        : [];

    private static Task SendAsync(HttpContext context) => HttpPages.Status(context, ControlProcess.Signal(ControlProcess.SigUsr1) ? 202 : 500);
}
