using System.Xml.Linq;

namespace Istiod.Architecture.Tests;

/// <summary>Settings that every project inherits (STYLE.md §9); a project must not switch them off for itself.</summary>
public sealed class BuildSettingTests
{
    [Theory]
    [InlineData("Nullable", "enable")]
    [InlineData("ImplicitUsings", "enable")]
    [InlineData("TreatWarningsAsErrors", "true")]
    [InlineData("EnforceCodeStyleInBuild", "true")]
    [InlineData("AnalysisLevel", "latest-recommended")]
    [InlineData("GenerateDocumentationFile", "true")]
    [InlineData("Deterministic", "true")]
    [InlineData("IsAotCompatible", "true")]
    [InlineData("DisableTransitiveProjectReferences", "true")]
    public void DirectoryBuildProps_Setting_HasItsValue(string name, string value)
    {
        XDocument document = XDocument.Load(Repository.PathOf("Directory.Build.props"));
        XElement setting = document.Descendants(name).First(e => e.Parent?.Attribute("Condition") is null);
        Assert.Equal(value, setting.Value);
    }

    [Fact]
    public void DirectoryPackagesProps_Versions_AreCentral()
    {
        XDocument document = XDocument.Load(Repository.PathOf("Directory.Packages.props"));
        Assert.Equal("true", document.Descendants("ManagePackageVersionsCentrally").Single().Value);
        Assert.Equal("true", document.Descendants("CentralPackageTransitivePinningEnabled").Single().Value);
        HashSet<string> central = [.. document.Descendants("PackageVersion").Select(e => e.Attribute("Include")?.Value).OfType<string>()];
        IEnumerable<string> unknown = new[] { "src", "tests", "generators", "perf" }
            .SelectMany(ProjectFile.Below)
            .SelectMany(p => p.Packages)
            .Where(p => !central.Contains(p));
        Assert.Empty(unknown);
    }

    [Fact]
    public void SourceProject_StrictSettings_AreNotSwitchedOff()
    {
        // Istiod.Protos holds generated code only; its analyzers would cost minutes (STYLE.md §5)
        string[] strict = ["Nullable", "TreatWarningsAsErrors", "IsAotCompatible", "DisableTransitiveProjectReferences"];
        IEnumerable<string> wrong =
            from project in ProjectFile.Below("src")
            where project.Name != "Istiod.Protos"
            from element in XDocument.Load(Repository.PathOf(project.Path)).Descendants()
            where strict.Contains(element.Name.LocalName) && element.Value is "false" or "disable"
            select $"{project.Name}: {element.Name.LocalName}";
        Assert.Empty(wrong);
    }

    [Fact]
    public void InvariantGlobalization_InALibrary_IsNotSet()
    {
        // set in a library it silences the culture rules CA1305, CA1307, CA1310
        IEnumerable<string> wrong = ProjectFile.Below("src")
            .Where(p => p.Name != "Istiod")
            .Where(p => XDocument.Load(Repository.PathOf(p.Path)).Descendants("InvariantGlobalization").Any())
            .Select(p => p.Name);
        Assert.Empty(wrong);
    }
}
