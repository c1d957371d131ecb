using System.Text;

namespace Istiod.Files.Tests;

public sealed class MalformedFileTests
{
    private const string Head = "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata:\n  name: a\n";

    private const string Damage = "\n :-'\"{}[]&*#|>!%@\t\0\u00ff0xyn,";

    public static TheoryData<string> Texts => new()
    {
        Head + "spec:\n  hosts: [",
        Head + "spec:\n  hosts: {a: b}\n",
        Head + "spec:\n  hosts: text\n",
        Head + "spec: []\n",
        Head + "spec: text\n",
        Head + "spec:\n  http: [{timeout: never}]\n",
        Head + "spec:\n  http: [{timeout: 99999999999999999999s}]\n",
        Head + "spec:\n  http: [{retries: {attempts: 1.5}}]\n",
        Head + "spec:\n  http: [{retries: {attempts: 99999999999}}]\n",
        Head + "spec:\n  http: [{redirect: {redirectCode: -1}}]\n",
        Head + "spec:\n  http: [{match: [{method: {exact: [a]}}]}]\n",
        Head + "spec:\n  http: [{fault: {abort: {percentage: {value: .nan}}}}]\n",
        Head.Replace("name: a", "name: [a]", StringComparison.Ordinal),
        Head.Replace("name: a", "name: ''", StringComparison.Ordinal),
        Head.Replace("name: a", $"name: {new string('x', 300)}", StringComparison.Ordinal),
        Head.Replace("name: a", "name: a/b", StringComparison.Ordinal),
        Head.Replace("metadata:\n  name: a", "metadata: text", StringComparison.Ordinal),
        Head.Replace("metadata:\n  name: a", "metadata:\n  labels: [a]\n  name: a", StringComparison.Ordinal),
        Head.Replace("metadata:\n  name: a", "metadata:\n  creationTimestamp: yesterday\n  name: a", StringComparison.Ordinal),
        "apiVersion: v1\nkind: [Service]\nmetadata: {name: a}\n",
        "apiVersion: 1\nkind: Service\nmetadata: {name: a}\n",
        "kind: Service\nmetadata: {name: a}\n",
        "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {ports: [{port: 70000}]}\n",
        "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {ports: [text]}\n",
        "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {selector: {a: [b]}}\n",
        "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata: {a: '***'}\n",
        "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nstatus: {podIPs: text}\n",
        "apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: {name: a}\nendpoints: [{addresses: [1]}]\n",
        "apiVersion: v1\nkind: List\nitems: [1, text, null]\n",
        "{\"apiVersion\": \"v1\", \"kind\": \"Service\", \"metadata\": {\"name\": \"a\"",
        "a: *unknown\n",
        "a: &a [*a]\n",
        "<<: 1\n",
        "? [a]\n: b\n",
        "a: !!int x\n",
        "\ta: 1\n",
        "a: 'open\n",
        "a: \"\\q\"\n",
        "%YAML 3.0\n---\na: 1\n",
        "a: \u0007\n",
        "- - - -\n",
        "null\n---\n42\n---\n'x'\n",
        new string('[', 5000),
        new string('{', 5000),
        string.Concat(Enumerable.Repeat("a:\n ", 1)) + string.Concat(Enumerable.Range(0, 2000).Select(static i => new string(' ', i) + "a:\n")),
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void Parse_MalformedText_IsReportedWithItsFileAndLine(string text)
    {
        ParsedFile file = new FileParser().Parse(Encoding.UTF8.GetBytes(text), "f.yaml", 1);
        Assert.Empty(file.Objects);
        Assert.NotEmpty(file.Findings);
        Assert.All(file.Findings, static f => Assert.Matches("^f.yaml:[0-9]+", f.Path));
    }

    [Fact]
    public void Parse_DamagedObjects_NeverThrows()
    {
        string root = Path.Combine(Golden(), "traffic");
        byte[][] originals = [.. Directory.EnumerateFiles(root, "applied.yaml", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Take(40).Select(File.ReadAllBytes)];
        Random random = new(11);
        FileParser parser = new();
        for (int run = 0; run < 2000; run++)
        {
            byte[] original = originals[random.Next(originals.Length)];
            int from = random.Next(original.Length);
            byte[] damaged = original[from..Math.Min(original.Length, from + random.Next(1, 3000))];
            for (int change = random.Next(1, 6); change > 0; change--)
            {
                damaged[random.Next(damaged.Length)] = (byte)Damage[random.Next(Damage.Length)];
            }

            parser.Parse(damaged, "f.yaml", 1);
        }
    }

    private static string Golden()
    {
        DirectoryInfo? at = new(AppContext.BaseDirectory);
        while (at is not null && !Directory.Exists(Path.Combine(at.FullName, "tests", "golden")))
        {
            at = at.Parent;
        }

        return Path.Combine(at!.FullName, "tests", "golden");
    }
}
