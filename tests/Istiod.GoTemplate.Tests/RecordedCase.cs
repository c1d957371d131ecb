using System.Text;

namespace Istiod.GoTemplate.Tests;

/// <summary>One line of <c>tests/golden/gotemplate</c>: a template, its data, and what real Go answered.</summary>
internal sealed record RecordedCase(string Name, string Template, GoValue Data, FunctionTable Functions, string? Output, string? Error, bool IsParseError)
{
    public static string Folder { get; } = FindFolder();

    public static IEnumerable<RecordedCase> Read(string family)
    {
        foreach (string line in File.ReadLines(Path.Combine(Folder, family + ".jsonl")))
        {
            Assert.True(GoJson.TryRead(line, out GoValue value, out string? error), error);
            GoMap map = value.AsMap()!;
            GoValue Field(string name) => map.TryGetValue(name, out GoValue field) ? field : default;
            GoValue data = Field("data");
            if (Field("ints").AsBool)
            {
                // Only the text tells 1 from 1.0.
                using var document = System.Text.Json.JsonDocument.Parse(line);
                Assert.True(GoJson.TryRead(document.RootElement.GetProperty("data").GetRawText(), out data, out error, integers: true), error);
            }

            string? output = Field("output").AsString();
            if (Field("output_base64").AsString() is { } base64)
            {
                output = GoText.FromBytes(Convert.FromBase64String(base64));
            }

            FunctionTable functions = Field("funcs").AsString() == "builtin" ? FunctionTable.Builtins : FunctionTable.Sprig;
            yield return new RecordedCase(Field("name").AsString()!, Field("template").AsString()!, data, functions, output, Field("error").AsString(), Field("phase").AsString() == "parse");
        }
    }

    /// <summary>Null if the case is answered as Go did, else what differs.</summary>
    public string? Differs()
    {
        if (!GoTemplate.Template.TryParse("inject", Template, Functions, out Template? template, out TemplateError? error))
        {
            return DiffersFrom(error);
        }

        error = template.Render(Data, RenderLimits.Default, out string? output);
        if (error is not null)
        {
            return DiffersFrom(error);
        }

        return Error is not null ? $"gave {Show(output!)} for the error {Error}"
            : output == Output ? null : $"gave {Show(output!)} for {Show(Output!)}";
    }

    private static string Show(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes("«" + text + "»"));

    private string? DiffersFrom(TemplateError error)
    {
        if (Error is null)
        {
            return $"failed with {error.Message} for {Show(Output!)}";
        }

        if (error.IsParse != IsParseError)
        {
            return $"failed in the wrong phase: {error.Message} for {Error}";
        }

        return SameMessage(error.Message) ? null : $"said {error.Message} for {Error}";
    }

    // Texts of Go's runtime and standard packages need not be the same (README of the cases).
    private bool SameMessage(string message)
    {
        if (message == Error)
        {
            return true;
        }

        foreach (string foreign in (string[])["runtime error: ", "interface conversion: ", "reflect: ", "strconv.", "invalid character ", "unexpected end of JSON", "json: "])
        {
            int at = Error!.IndexOf(foreign, StringComparison.Ordinal);
            if (at >= 0)
            {
                return message.StartsWith(Error[..at], StringComparison.Ordinal);
            }
        }

        return false;
    }

    private static string FindFolder()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            string candidate = Path.Combine(at.FullName, "tests", "golden", "gotemplate");
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        throw new DirectoryNotFoundException("tests/golden/gotemplate");
    }
}
