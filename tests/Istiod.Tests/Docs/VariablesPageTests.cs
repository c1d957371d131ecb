using System.Text;
using Istiod.Server;
using Istiod.Variables;

namespace Istiod.Tests.Docs;

public sealed class VariablesPageTests
{
    [Fact]
    public void VariablesPage_Lists_EveryKnownVariable()
    {
        EnvironmentReader host = new(_ => null);
        PilotEnvironment.Read(host);
        SecurityVariables.Read(host);
        ControlVariables.Read(host);
        WebhookPortVariables.Read(host, "");
        WebhookPortVariables.IsEnabled(host);
        EnvironmentReader features = new(_ => null);
        MeshFeatureVariables.Read(features);
        StringBuilder page = new("# Environment variables\n\nAll that pilot-discovery 1.30.3 knows. A variable that is set but not supported yet is named "
            + "in a warning at start; none is ignored silently.\n");
        Append(page, "Read by the host", VariableCatalog.Known.Where(host.Asked.Contains));
        Append(
            page,
            "Read into the settings of translation (`MeshFeatures`); what no translator looks at yet has no effect yet",
            VariableCatalog.Known.Where(n => features.Asked.Contains(n) && !host.Asked.Contains(n)));
        Append(page, "Not supported yet", VariableCatalog.NotSupportedYet(_ => true, host.Asked.Concat(features.Asked).ToHashSet()));
        Append(page, "Accepted without effect", VariableCatalog.WithoutEffect);
        OwnGolden.Check(Path.Combine("docs", "variables.md"), page.ToString());
    }

    private static void Append(StringBuilder page, string title, IEnumerable<string> names)
    {
        page.Append("\n## ").Append(title).Append("\n\n");
        foreach (string name in names)
        {
            page.Append("- `").Append(name).Append("`\n");
        }
    }
}
