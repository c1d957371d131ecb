using System.Reflection;
using System.Text.RegularExpressions;
using Istiod.Model;
using Istiod.Variables;

namespace Istiod.Tests.Variables;

public sealed partial class MeshFeatureVariablesTests
{
    [Fact]
    public void Read_NothingSet_GivesTheDefaults() =>
        Assert.Equal(new MeshFeatures(), MeshFeatureVariables.Read(new EnvironmentReader(_ => null)));

    [Fact]
    public void Read_EveryDocumentedVariable_ReachesItsProperty()
    {
        List<string> wrong = [];
        foreach ((string variable, string property) in Documented())
        {
            PropertyInfo info = typeof(MeshFeatures).GetProperty(property) ?? throw new InvalidOperationException(property);
            object? before = info.GetValue(MeshFeatureVariables.Read(new EnvironmentReader(n => n == Ambient ? "true" : null)));
            string other = before switch
            {
                bool b => b ? "false" : "true",
                string => "other",
                TimeSpan => "77s",
                _ => "77",
            };
            object? after = info.GetValue(MeshFeatureVariables.Read(new EnvironmentReader(
                n => n == variable ? other : n == Ambient ? "true" : null)));
            if (Equals(before, after))
            {
                wrong.Add($"{variable} → {property}");
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void Read_AmbientVariablesWithoutAmbient_AreIgnoredWithAWarning()
    {
        EnvironmentReader reader = new(n => n == "PILOT_ENABLE_SENDING_HBONE" ? "true" : null);
        Assert.False(MeshFeatureVariables.Read(reader).EnableSendingHbone);
        Assert.Equal(["ignoring PILOT_ENABLE_SENDING_HBONE; requires PILOT_ENABLE_AMBIENT=true"], reader.Warnings);
    }

    [Fact]
    public void Read_Ambient_SwitchesItsPartsOn()
    {
        MeshFeatures features = MeshFeatureVariables.Read(new EnvironmentReader(n => n == Ambient ? "true" : null));
        Assert.True(features is { EnableSendingHbone: true, EnableAmbientWaypoints: true, PreferSendingHbone: false });
    }

    [Fact]
    public void Read_SamplingOutOfRange_IsOne() =>
        Assert.Equal(1, MeshFeatureVariables.Read(new EnvironmentReader(n => n == "PILOT_TRACE_SAMPLING" ? "101" : null)).TraceSampling);

    [Fact]
    public void Documented_Variables_AreInTheCatalog()
    {
        HashSet<string> known = [.. VariableCatalog.Known, .. VariableCatalog.WithoutEffect];
        Assert.All(Documented(), d => Assert.Contains(d.Variable, known));
    }

    private const string Ambient = "PILOT_ENABLE_AMBIENT";

    private static IEnumerable<(string Variable, string Property)> Documented()
    {
        DirectoryInfo? root = new(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "Istiod.sln")))
        {
            root = root.Parent;
        }

        string source = File.ReadAllText(Path.Combine(root?.FullName ?? "", "src", "Istiod.Model", "Settings", "MeshFeatures.cs"));
        return DocumentedProperty().Matches(source).Select(m => (m.Groups[1].Value, m.Groups[2].Value))
            .Where(d => d.Item1 != Ambient);
    }

    [GeneratedRegex(@"<c>([A-Z0-9_]+)</c>.*\n\s+public \S+ (\w+) \{")]
    private static partial Regex DocumentedProperty();
}
