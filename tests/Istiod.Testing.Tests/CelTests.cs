using System.Text.Json.Nodes;
using Istiod.Testing.ApiServer.Schemas.Cel;

namespace Istiod.Testing.Tests;

public sealed class CelTests
{
    [Theory]
    [InlineData("self == 'a'", "\"a\"", true)]
    [InlineData("self.x + 1 == 3 && self.y * 2.0 == 3.0", """{"x":2,"y":1.5}""", true)]
    [InlineData("has(self.x) && !has(self.y)", """{"x":null}""", true)]
    [InlineData("(has(self.x) ? 1 : 0) + (has(self.y) ? 1 : 0) <= 1", """{"x":1,"y":2}""", false)]
    [InlineData("self.all(p1, self.exists_one(p2, p1.n == p2.n))", """[{"n":1},{"n":2}]""", true)]
    [InlineData("self.all(p1, self.exists_one(p2, p1.n == p2.n))", """[{"n":1},{"n":1}]""", false)]
    [InlineData("self.filter(f, f.type == 'A').size() <= 1", """[{"type":"A"},{"type":"B"}]""", true)]
    [InlineData("self.all(key, key.size() != 0)", """{"a":"b","":"c"}""", false)]
    [InlineData("(has(self.a) ? self.a : {}).size() == 0 && {'k': 1}.k == 1", "{}", true)]
    [InlineData("self.map(i, i * 2) == [2, 4]", "[1,2]", true)]
    [InlineData("self in ['', 'HTTP']", "\"HTTPS\"", false)]
    [InlineData("'*' in self", "[\"*\"]", true)]
    [InlineData("duration(self) >= duration('1ms')", "\"1.5s\"", true)]
    [InlineData("duration(self) >= duration('1ms')", "\"10us\"", false)]
    [InlineData("""self.matches(r'''^a\.b$''')""", "\"a.b\"", true)]
    [InlineData("self.matches('^a\\\\.b$')", "\"axb\"", false)]
    [InlineData("self.startsWith('unix://') ? self.substring(7, 8) == '/' : true", "\"unix:///a\"", true)]
    [InlineData("self.split('/')[0].size() < 3", "\"ab/c\"", true)]
    [InlineData("url(self).getScheme() in ['http', 'https']", "\"https://a.b/c\"", true)]
    [InlineData("isURL(self)", "\"a b\"", false)]
    [InlineData("self.x.y == 1 || true", "{}", true)] // what decides is enough
    [InlineData("false && self.x", "{}", false)]
    [InlineData("self.__namespace__ == 'n'", """{"namespace":"n"}""", true)]
    [InlineData("-self < 0 && self % 2 == 1 && !(self == 4)", "3", true)]
    [InlineData("self.all(k, 0 < int(k) && int(k) <= 65535)", """{"80":1}""", true)]
    public void Expression_OverAValue_IsWhatCelSays(string expression, string self, bool expected)
    {
        CelScope scope = new(null, "self", CelValues.Of(JsonNode.Parse(self)));

        Assert.Equal(expected, CelParser.Parse(expression)(scope));
    }

    [Theory]
    [InlineData("self.x", "{}")]
    [InlineData("self < 'a'", "1")]
    [InlineData("self.size(", "\"a\"")]
    [InlineData("other == 1", "1")]
    [InlineData("self[3]", "[1]")]
    public void Expression_ThatCannotBeEvaluated_IsAFault(string expression, string self)
    {
        CelScope scope = new(null, "self", CelValues.Of(JsonNode.Parse(self)));

        Assert.Throws<CelException>(() => CelParser.Parse(expression)(scope));
    }
}
