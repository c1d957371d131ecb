namespace Istiod.Architecture.Tests;

/// <summary>Project references against the table and the levels of <c>docs/architecture.md</c>.</summary>
public sealed class ReferenceTests
{
    private static readonly AssemblyTable s_table = AssemblyTable.Load();
    private static readonly IReadOnlyList<ProjectFile> s_projects = ProjectFile.Below("src");

    [Fact]
    public void Table_EveryRow_IsAProjectAndBack()
    {
        Assert.Equal(s_table.References.Keys.Order(StringComparer.Ordinal), s_projects.Select(p => p.Name).Order(StringComparer.Ordinal));
        Assert.Equal(s_table.References.Keys.Order(StringComparer.Ordinal), s_table.Levels.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Project_References_AreThoseOfItsRow()
    {
        List<string> wrong = [];
        foreach (ProjectFile project in s_projects)
        {
            foreach (string reference in project.References)
            {
                // the generator runs inside the compiler; it is no reference of the assembly
                if (!reference.Contains("Generators", StringComparison.Ordinal) && !s_table.References[project.Name].Contains(reference))
                {
                    wrong.Add($"{project.Name} → {reference}");
                }
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void Row_References_PointToLowerLevels()
    {
        IEnumerable<string> wrong =
            from row in s_table.References
            from reference in row.Value
            where s_table.Levels[reference] >= s_table.Levels[row.Key]
            select $"{row.Key} → {reference}";
        Assert.Empty(wrong);
    }

    [Fact]
    public void Projects_References_HaveNoCycle()
    {
        Dictionary<string, ProjectFile> byName = s_projects.ToDictionary(p => p.Name, StringComparer.Ordinal);
        HashSet<string> done = new(StringComparer.Ordinal);
        List<string> path = [];
        foreach (string name in byName.Keys)
        {
            Visit(name);
        }

        void Visit(string name)
        {
            Assert.False(path.Contains(name), "cycle: " + string.Join(" → ", path) + " → " + name);
            if (!done.Add(name) || !byName.TryGetValue(name, out ProjectFile? project))
            {
                return;
            }

            path.Add(name);
            foreach (string reference in project.References)
            {
                Visit(reference);
            }

            path.RemoveAt(path.Count - 1);
        }
    }

    [Fact]
    public void Projects_AllOfTheTree_AreInTheSolution()
    {
        string solution = File.ReadAllText(Repository.PathOf("Istiod.sln"));
        IEnumerable<string> missing = new[] { "src", "tests", "generators", "perf" }
            .SelectMany(ProjectFile.Below)
            .Select(p => p.Path)
            .Where(p => !solution.Contains(p.Replace('/', '\\'), StringComparison.Ordinal) && !solution.Contains(p, StringComparison.Ordinal));
        Assert.Empty(missing);
    }

    [Fact]
    public void TestProject_OfAnAssembly_NamesAnAssembly()
    {
        HashSet<string> others = ["Istiod.Architecture", "Istiod.Aot", "Istiod.Cluster", "Istiod.Golden", "Istiod.Testing"];
        IEnumerable<string> unknown = ProjectFile.Below("tests")
            .Where(p => p.Name.EndsWith(".Tests", StringComparison.Ordinal))
            .Select(p => p.Name[..^".Tests".Length])
            .Where(n => !s_table.References.ContainsKey(n) && !others.Contains(n) && !n.Contains("Generators", StringComparison.Ordinal));
        Assert.Empty(unknown);
    }
}
