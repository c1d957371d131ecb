namespace Istiod.GoTemplate.Tests;

/// <summary>Values and functions that a host offers: structs, pointers, methods, named types, its own functions.</summary>
public class HostValueTests
{
    private static readonly PersonType s_person = new("v1.Person", GoKind.Struct, null);
    private static readonly PersonType s_pointer = new("*v1.Person", GoKind.Pointer, s_person);
    private static readonly ModeType s_mode = new();

    [Theory]
    [InlineData("{{.Name}}", "Ann")]
    [InlineData("{{.Labels.a}}", "1")]
    [InlineData("{{range $k, $v := .Labels}}{{$k}}={{$v}};{{end}}", "a=1;b=2;")]
    [InlineData("{{.Boss.Name}}", "Bob")]
    [InlineData("{{.Greet \"Hi\"}}", "Hi Ann")]
    [InlineData("{{\"Hi\" | .Greet}}", "Hi Ann")]
    [InlineData("{{.Boss.Boss.GetName}}", "nobody")]
    [InlineData("{{if .Boss.Boss}}yes{{else}}no{{end}}", "no")]
    [InlineData("{{.Age}} {{if .Age}}yes{{end}} {{printf \"%T\" .Age}}", "0 yes *int64")]
    [InlineData("{{add1 .Age}}", "1")]
    [InlineData("{{.Mode}} {{.Mode.String}} {{printf \"%d %v %T\" .Mode .Mode .Mode}}", "TPROXY TPROXY 2 TPROXY v1.Mode")]
    [InlineData("{{eq .Mode 2}}", "true")]
    [InlineData("{{printf \"%T %T\" .Boss .}}", "*v1.Person v1.Person")]
    [InlineData("{{.Missing}}|{{len .Missing}}|{{toJson .Missing}}", "map[]|0|null")]
    [InlineData("{{.Nothing}}", "<no value>")]
    [InlineData("{{default \"d\" .Missing}}{{default \"d\" .Nothing}}{{default \"d\" .Boss.Boss}}", "ddd")]
    [InlineData("{{shout .}} {{shout .Boss}}", "ANN! BOB!")]
    [InlineData("{{kindOf .}} {{kindOf .Boss}} {{kindOf .Protocol}} {{.Protocol}}", "struct ptr string TCP")]
    [InlineData("{{eq .Protocol \"TCP\"}}", "true")]
    [InlineData("{{toJson .Boss.Boss}} {{toJson .Age}}", "null 0")]
    public void Render_HostObject_AnswersAsGo(string text, string expected) => Assert.Equal(expected, Render(text, out _));

    [Theory]
    [InlineData("{{.Nope}}", "template: t:1:2: executing \"t\" at <.Nope>: can't evaluate field Nope in type v1.Person")]
    [InlineData("{{.Boss.Nope}}", "template: t:1:7: executing \"t\" at <.Boss.Nope>: can't evaluate field Nope in type *v1.Person")]
    [InlineData("{{.Boss.Boss.Name}}", "template: t:1:7: executing \"t\" at <.Boss.Boss.Name>: nil pointer evaluating *v1.Person.Name")]
    [InlineData("{{.Nothing.X}}", "template: t:1:10: executing \"t\" at <.Nothing.X>: nil pointer evaluating interface {}.X")]
    [InlineData("{{.Name 1}}", "template: t:1:2: executing \"t\" at <.Name>: Name has arguments but cannot be invoked as function")]
    [InlineData("{{.Greet}}", "template: t:1:2: executing \"t\" at <.Greet>: wrong number of args for Greet: want 1 got 0")]
    [InlineData("{{.Greet 1}}", "template: t:1:9: executing \"t\" at <1>: expected string; found 1")]
    [InlineData("{{.Greet \"\"}}", "template: t:1:2: executing \"t\" at <.Greet>: error calling Greet: no greeting")]
    [InlineData("{{shout .Labels}}", "template: t:1:8: executing \"t\" at <.Labels>: wrong type for value; expected v1.Person; got map[string]string")]
    [InlineData("{{upper .Protocol}}", "template: t:1:8: executing \"t\" at <.Protocol>: wrong type for value; expected string; got v1.Protocol")]
    [InlineData("{{set .Shared \"a\" 1}}", "template: t:1:2: executing \"t\" at <set .Shared \"a\" 1>: error calling set: the map is read-only")]
    public void Render_HostObjectMisused_FailsAsGo(string text, string expected)
    {
        Assert.Null(Render(text, out TemplateError? error));
        Assert.Equal(expected, error!.Message);
    }

    [Theory]
    [InlineData("%[x][1]d", "%!d(BADINDEX)")]
    [InlineData("%[0]d", "%!d(BADINDEX)")]
    [InlineData("%[2]*[1]d", "    7")]
    [InlineData("%[1]3d", "%!d(BADINDEX)")]
    [InlineData("%[2].[1]d", "%!d(BADINDEX)")]
    [InlineData("%[1]v %[1]T", "7 int")]
    public void Printf_OperandIndex_IsReadAsGo(string format, string expected) =>
        Assert.Equal(expected, Render($"{{{{printf \"{format}\" 7 5}}}}", out _));

    [Fact]
    public void Parse_FunctionThatReachesOut_IsNotDefined()
    {
        foreach (string name in (string[])["env", "expandenv", "getHostByName", "now", "date", "randAlpha", "uuidv4", "genCA", "bcrypt", "encryptAES", "shuffle", "ago"])
        {
            Assert.False(Template.TryParse("t", "{{" + name + "}}", FunctionTable.Sprig, out _, out TemplateError? error));
            Assert.Equal($"template: t:1: function \"{name}\" not defined", error!.Message);
        }
    }

    [Fact]
    public void With_SameName_HostFunctionIsCalled()
    {
        FunctionTable table = FunctionTable.Sprig.With(new GoFunction("upper", [GoType.String], static (_, a) => GoValue.FromString("host " + a[0].AsString())));
        Assert.True(Template.TryParse("t", "{{upper \"x\"}}", table, out Template? template, out _));
        Assert.Null(template.Render(default, RenderLimits.Default, out string? output));
        Assert.Equal("host x", output);
    }

    [Fact]
    public async Task Render_ManyThreads_AnswerTheSame()
    {
        Assert.True(Template.TryParse("t", "{{range $i := 50}}{{$x := printf \"%d-%s\" $i (upper \"a\")}}{{$x}},{{end}}", FunctionTable.Sprig, out Template? template, out _));
        Assert.Null(template.Render(default, RenderLimits.Default, out string? expected));
        await Parallel.ForAsync(0, 200, (_, _) =>
        {
            Assert.Null(template.Render(default, RenderLimits.Default, out string? output));
            Assert.Equal(expected, output);
            return ValueTask.CompletedTask;
        });
    }

    private static string? Render(string text, out TemplateError? error)
    {
        FunctionTable table = FunctionTable.Sprig.With(
            new GoFunction("shout", [s_person], static (_, a) => GoValue.FromString(((Person)a[0].AsObject()!).Name.ToUpperInvariant() + "!")));
        Assert.True(Template.TryParse("t", text, table, out Template? template, out error), error?.Message);
        var boss = new Person("Bob", null, isPointer: true);
        error = template.Render(GoValue.From(new Person("Ann", boss, isPointer: false)), RenderLimits.Default, out string? output);
        return output;
    }

    private sealed class Person(string name, Person? boss, bool isPointer) : GoObject
    {
        private static readonly string[] s_fields = ["Name", "Boss", "Labels", "Missing", "Age", "Mode", "Protocol", "Nothing", "Shared"];
        private static readonly GoType s_int64Pointer = GoType.PointerTo(GoType.Int64);
        private static readonly GoType s_protocol = new("v1.Protocol", GoKind.String);

        public string Name { get; } = name;

        public override GoType Type => isPointer ? s_pointer : s_person;

        public override int FieldCount => s_fields.Length;

        public override string FieldName(int index) => s_fields[index];

        public override GoValue Field(int index) => index switch
        {
            0 => GoValue.FromString(Name),
            1 => boss is null ? GoValue.NilOf(s_pointer) : GoValue.From(boss),
            2 => GoValue.From(new GoStringMap(new Dictionary<string, string> { ["b"] = "2", ["a"] = "1" })),
            3 => GoValue.NilOf(GoType.StringMap),
            4 => GoValue.From(new GoPointer(s_int64Pointer, GoValue.FromInt64(0))),
            5 => GoValue.FromInteger(s_mode, 2),
            6 => GoValue.From(new GoNamedString(s_protocol, "TCP")),
            7 => GoValue.Nil,
            _ => GoValue.From(new GoDictionary().Freeze()),
        };
    }

    private sealed class PersonType(string name, GoKind kind, GoType? element) : GoType(name, kind, element)
    {
        private static readonly GoFunction s_greet = new("Greet", [String], static (context, a) =>
        {
            if (a[1].AsString() == "")
            {
                context.Fail("no greeting");
            }

            return GoValue.FromString(a[1].AsString() + " " + ((Person)a[0].AsObject()!).Name);
        });

        private static readonly GoFunction s_getName = new("GetName", [], static (_, a) => GoValue.FromString((a[0].AsObject() as Person)?.Name ?? "nobody"));

        public override GoFunction? FindMethod(string name) => name switch { "Greet" => s_greet, "GetName" => s_getName, _ => null };

        public override bool HasField(string name) => name is "Name" or "Boss";
    }

    private sealed class ModeType() : GoType("v1.Mode", GoKind.Int32)
    {
        private static readonly GoFunction s_string = new("String", [], static (_, a) => GoValue.FromString(a[0].AsInt64 == 2 ? "TPROXY" : "REDIRECT"));

        public override GoFunction? FindMethod(string name) => name == "String" ? s_string : null;
    }
}
