using System.Text;
using Istiod.Offline;

namespace Istiod.Tests.Commands;

public sealed class ValidateVerbTests : IDisposable
{
    private const string Entry = "apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {name: a, namespace: n}\nspec: {hosts: [HOST]}\n";

    private readonly string _directory = Directory.CreateTempSubdirectory("validate-").FullName;
    private readonly StringWriter _output = new();

    public void Dispose()
    {
        _output.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public void Validate_GoodFile_IsValid()
    {
        string file = Write("a.yaml", Entry.Replace("HOST", "a.b", StringComparison.Ordinal));
        Assert.Null(Run([file]));
        Assert.Equal($"\"{file}\" is valid\n", _output.ToString());
    }

    [Fact]
    public void Validate_BadObjects_AreListedWithTheirNames()
    {
        string file = Write("a.yaml", Entry.Replace("HOST", "'*'", StringComparison.Ordinal) + "---\n" + Entry.Replace("HOST", "a_b", StringComparison.Ordinal));
        Assert.Equal(
            "2 errors occurred:\n\t* ServiceEntry/n/a: invalid host *\n"
            + "\t* ServiceEntry/n/a: domain name \"a_b\" invalid (label \"a_b\" invalid)\n\n",
            Run([file]));
        Assert.Equal("", _output.ToString());
    }

    [Fact]
    public void Validate_UnknownField_IsAFaultHere()
    {
        string file = Write("a.yaml", Entry.Replace("HOST", "a.b], nope: [1", StringComparison.Ordinal));
        Assert.Equal(
            "1 error occurred:\n\t* ServiceEntry/n/a: cannot parse proto message: "
            + "unknown field \"nope\" in istio.networking.v1alpha3.ServiceEntry\n\n",
            Run([file]));
    }

    [Fact]
    public void Validate_Warnings_AreShownForTheFile()
    {
        string file = Write("a.yaml", Entry.Replace("HOST", "'*a.b'", StringComparison.Ordinal));
        Assert.Null(Run([file]));
        Assert.Equal($"\"{file}\" has warnings: \n\t* ServiceEntry/n/a: partial wildcard \"*a.b\" not allowed\n\n", _output.ToString());
    }

    [Fact]
    public void Validate_Directory_TakesItsYamlAndJsonFiles()
    {
        Write("b.txt", "{");
        string file = Write("b.yml", Entry.Replace("HOST", "a.b", StringComparison.Ordinal));
        Assert.Null(Run([_directory]));
        Assert.Equal($"\"{file}\" is valid\n", _output.ToString());
    }

    [Fact]
    public void Validate_StandardInput_IsReadForADash()
    {
        FileValidator validator = new(
            "default", "istio-system", _output, () => new MemoryStream(Encoding.UTF8.GetBytes(Entry.Replace("HOST", "a.b", StringComparison.Ordinal))));
        Assert.Null(validator.Run(["-"]));
        Assert.Equal("validation succeed\n", _output.ToString());
    }

    [Fact]
    public void Validate_ServicePortOfNoProtocol_IsAFault()
    {
        string file = Write("a.yaml", "apiVersion: v1\nkind: Service\nmetadata: {name: s, namespace: n}\nspec: {ports: [{port: 1, name: x-y}, {port: 2, name: http}]}\n");
        Assert.StartsWith(
            "1 error occurred:\n\t* Service/n/s: service \"s/n/:\" port \"x-y\" does not follow the Istio naming convention. See ",
            Run([file]),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_MissingAndBrokenFiles_AreFaults()
    {
        string broken = Write("a.yaml", "a: [");
        string? faults = Run([Path.Combine(_directory, "none.yaml"), broken]);
        Assert.Contains("cannot stat file", faults, StringComparison.Ordinal);
        Assert.Contains("failed to decode file", faults, StringComparison.Ordinal);
    }

    private string Write(string name, string text)
    {
        string file = Path.Combine(_directory, name);
        File.WriteAllText(file, text);
        return file;
    }

    private string? Run(IReadOnlyList<string> names) => new FileValidator("default", "istio-system", _output, () => Stream.Null).Run(names);
}
