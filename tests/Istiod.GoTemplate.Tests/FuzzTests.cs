using System.Text;

namespace Istiod.GoTemplate.Tests;

/// <summary>Whatever is asked, there is an output or an error, within the limits; never an exception.</summary>
public class FuzzTests
{
    private static readonly RenderLimits s_small = new() { Steps = 20_000, OutputLength = 1 << 16, ValueBytes = 1 << 20, TemplateDepth = 100, ValueDepth = 50 };

    private static readonly string[] s_arguments =
    [
        "0", "-1", "3", "9223372036854775807", "-9223372036854775808", "1.5", "1e300", "\"\"", "\"a☃b\"", "\"\\xff\\xe2\"", "\"1.2.3-a.01\"", "\"[\"",
        "\"http://[::1]:80/%41?x#%\"", "true", "nil", ".nope", ".list", ".empty", ".map", ".null", "(list)", "(dict)", "(until 3)", "(int64 7)",
        "(semver \"1.2.3\")", "2i", "'x'", "(split \",\" \"a,b\")", "(rest (list))", "(float64 \"nan\")", "(float64 \"-inf\")", ".self",
    ];

    [Fact]
    public void Render_EveryFunctionWithAnyArguments_GivesOutputOrError()
    {
        int rendered = 0;
        var random = new Random(1);
        foreach (string name in FunctionTable.Sprig.Names.Order(StringComparer.Ordinal))
        {
            for (int round = 0; round < 400; round++)
            {
                int count = round < s_arguments.Length ? 1 : 1 + random.Next(4);
                var text = new StringBuilder("{{" + name);
                for (int i = 0; i < count; i++)
                {
                    text.Append(' ').Append(s_arguments[round < s_arguments.Length ? round : random.Next(s_arguments.Length)]);
                }

                text.Append(round % 3 == 0 ? " | printf \"%#v%+d%q\"}}" : "}}");
                rendered += Run(text.ToString()) ? 1 : 0;
            }
        }

        // Most calls have wrong arguments; enough of them must get as far as the function.
        Assert.True(rendered > 5000, $"{rendered}");
    }

    [Fact]
    public void Render_EveryVerbAndFlag_GivesOutput()
    {
        var random = new Random(2);
        const string parts = "%%%%#0+- .*[]123456789vdsqxXtTpbocUOeEfFgGZ☃";
        for (int round = 0; round < 20_000; round++)
        {
            var format = new StringBuilder();
            for (int i = random.Next(12); i >= 0; i--)
            {
                format.Append(parts[random.Next(parts.Length)]);
            }

            string operands = string.Join(' ', s_arguments.OrderBy(_ => random.Next()).Take(random.Next(4)));
            Run($"{{{{printf `{format}` {operands}}}}}");
        }
    }

    [Fact]
    public void Parse_MixedPieces_GivesTemplateOrError()
    {
        var random = new Random(3);
        var pieces = new List<string>();
        foreach (string family in (string[])["actions", "control", "templates", "inject_like", "values"])
        {
            foreach (RecordedCase recorded in RecordedCase.Read(family))
            {
                string[] parts = recorded.Template.Split("{{");
                pieces.AddRange(parts.Skip(1).Select(static part => "{{" + part));
            }
        }

        int parsed = 0;
        for (int round = 0; round < 20_000; round++)
        {
            var text = new StringBuilder();
            for (int i = random.Next(8); i >= 0; i--)
            {
                string piece = pieces[random.Next(pieces.Count)];
                int cut = random.Next(12) == 0 ? random.Next(piece.Length + 1) : piece.Length;
                text.Append(piece, 0, cut);
            }

            parsed += Run(text.ToString()) ? 1 : 0;
        }

        Assert.True(parsed > 500, $"{parsed}");
    }

    // Whether it was rendered.
    private static bool Run(string text)
    {
        if (!Template.TryParse("t", text, FunctionTable.Sprig, out Template? template, out TemplateError? error))
        {
            Assert.StartsWith("template: ", error!.Message, StringComparison.Ordinal);
            return false;
        }

        try
        {
            error = template.Render(Data(), s_small, out string? output);
            Assert.True((error is null) == (output is not null));
            return error is null;
        }
        catch (Exception exception) when (exception is not Xunit.Sdk.XunitException)
        {
            throw new InvalidOperationException(text, exception);
        }
    }

    // A map that holds itself, among others.
    private static GoValue Data()
    {
        Assert.True(GoJson.TryRead("""{"list":["a",1,null,[2]],"empty":[],"map":{"a":{"b":"c"},"n":null},"null":null,"s":"hello","t":true}""", out GoValue data, out _));
        data.AsMap()!.Set("self", data);
        return data;
    }
}
