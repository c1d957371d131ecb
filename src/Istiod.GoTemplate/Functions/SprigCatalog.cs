using Istiod.GoTemplate.Functions.Sprig;

namespace Istiod.GoTemplate.Functions;

/// <summary>sprig's pure functions (v3.3.0), by group. To add one: its body in its group's class, a line here.</summary>
internal static class SprigCatalog
{
    private static readonly GoType s_any = GoType.Any;
    private static readonly GoType s_bool = GoType.Bool;
    private static readonly GoType s_int = GoType.Int;
    private static readonly GoType s_map = GoType.AnyMap;
    private static readonly GoType s_text = GoType.String;

    public static GoFunction[] Create() =>
        [.. TextFunctions(), .. WordFunctions(), .. NumberFunctions(), .. ListFunctions(), .. DictFunctions(), .. FlowFunctions(), .. EncodingFunctions(), .. OtherFunctions()];

    private static GoFunction[] TextFunctions() =>
    [
        new("cat", [s_any], Texts.Cat, isVariadic: true),
        new("contains", [s_text, s_text], Texts.Contains),
        new("hasPrefix", [s_text, s_text], Texts.HasPrefix),
        new("hasSuffix", [s_text, s_text], Texts.HasSuffix),
        new("hello", [], Texts.Hello),
        new("indent", [s_int, s_text], Texts.Indent),
        new("join", [s_text, s_any], Texts.Join),
        new("lower", [s_text], Texts.Lower),
        new("nindent", [s_int, s_text], Texts.NIndent),
        new("nospace", [s_text], Texts.NoSpace),
        new("plural", [s_text, s_text, s_int], Texts.Plural),
        new("quote", [s_any], Texts.Quote, isVariadic: true),
        new("repeat", [s_int, s_text], Texts.Repeat),
        new("replace", [s_text, s_text, s_text], Texts.Replace),
        new("sortAlpha", [s_any], Texts.SortAlpha),
        new("split", [s_text, s_text], Texts.Split),
        new("splitList", [s_text, s_text], Texts.SplitList),
        new("splitn", [s_text, s_int, s_text], Texts.SplitN),
        new("squote", [s_any], Texts.SingleQuote, isVariadic: true),
        new("substr", [s_int, s_int, s_text], Texts.Substring),
        new("title", [s_text], Texts.Title),
        new("toString", [s_any], Texts.ToText),
        new("toStrings", [s_any], Texts.ToTexts),
        new("trim", [s_text], Texts.Trim),
        new("trimAll", [s_text, s_text], Texts.TrimAll),
        new("trimall", [s_text, s_text], Texts.TrimAll),
        new("trimPrefix", [s_text, s_text], Texts.TrimPrefix),
        new("trimSuffix", [s_text, s_text], Texts.TrimSuffix),
        new("trunc", [s_int, s_text], Texts.Truncate),
        new("upper", [s_text], Texts.Upper),
    ];

    private static GoFunction[] WordFunctions() =>
    [
        new("abbrev", [s_int, s_text], Words.Abbreviate),
        new("abbrevboth", [s_int, s_int, s_text], Words.AbbreviateBoth),
        new("camelcase", [s_text], WordCases.Pascal),
        new("initials", [s_text], Words.Initials),
        new("kebabcase", [s_text], WordCases.Kebab),
        new("snakecase", [s_text], WordCases.Snake),
        new("swapcase", [s_text], Words.SwapCase),
        new("untitle", [s_text], Words.Untitle),
        new("wrap", [s_int, s_text], Words.Wrap),
        new("wrapWith", [s_int, s_text, s_text], Words.WrapWith),
    ];

    private static GoFunction[] NumberFunctions() =>
    [
        new("add", [s_any], Numbers.Add, isVariadic: true),
        new("add1", [s_any], Numbers.AddOne),
        new("add1f", [s_any], DecimalNumbers.AddOne),
        new("addf", [s_any], DecimalNumbers.Add, isVariadic: true),
        new("atoi", [s_text], Numbers.ParseInt),
        new("biggest", [s_any, s_any], Numbers.Max, isVariadic: true),
        new("ceil", [s_any], Numbers.Ceiling),
        new("div", [s_any, s_any], Numbers.Divide),
        new("divf", [s_any, s_any], DecimalNumbers.Divide, isVariadic: true),
        new("float64", [s_any], Numbers.ToFloat),
        new("floor", [s_any], Numbers.Floor),
        new("int", [s_any], Numbers.ToInt),
        new("int64", [s_any], Numbers.ToInt64),
        new("max", [s_any, s_any], Numbers.Max, isVariadic: true),
        new("maxf", [s_any, s_any], Numbers.MaxFloat, isVariadic: true),
        new("min", [s_any, s_any], Numbers.Min, isVariadic: true),
        new("minf", [s_any, s_any], Numbers.MinFloat, isVariadic: true),
        new("mod", [s_any, s_any], Numbers.Modulo),
        new("mul", [s_any, s_any], Numbers.Multiply, isVariadic: true),
        new("mulf", [s_any, s_any], DecimalNumbers.Multiply, isVariadic: true),
        new("round", [s_any, s_int, GoType.Float64], Numbers.Round, isVariadic: true),
        new("seq", [s_int], Ranges.Sequence, isVariadic: true),
        new("sub", [s_any, s_any], Numbers.Subtract),
        new("subf", [s_any, s_any], DecimalNumbers.Subtract, isVariadic: true),
        new("toDecimal", [s_any], Numbers.ToDecimal),
        new("until", [s_int], Ranges.Until),
        new("untilStep", [s_int, s_int, s_int], Ranges.UntilStep),
    ];

    private static GoFunction[] ListFunctions() =>
    [
        new("append", [s_any, s_any], Lists.Append),
        new("chunk", [s_int, s_any], Lists.Chunk),
        new("compact", [s_any], Lists.Compact),
        new("concat", [s_any], Lists.Concat, isVariadic: true),
        new("first", [s_any], Lists.First),
        new("has", [s_any, s_any], Lists.Has),
        new("initial", [s_any], Lists.Initial),
        new("last", [s_any], Lists.Last),
        new("list", [s_any], Lists.Make, isVariadic: true),
        new("mustAppend", [s_any, s_any], Lists.Append),
        new("mustChunk", [s_int, s_any], Lists.Chunk),
        new("mustCompact", [s_any], Lists.Compact),
        new("mustFirst", [s_any], Lists.First),
        new("mustHas", [s_any, s_any], Lists.Has),
        new("mustInitial", [s_any], Lists.Initial),
        new("mustLast", [s_any], Lists.Last),
        new("mustPrepend", [s_any, s_any], Lists.Prepend),
        new("mustPush", [s_any, s_any], Lists.Append),
        new("mustRest", [s_any], Lists.Rest),
        new("mustReverse", [s_any], Lists.Reverse),
        new("mustSlice", [s_any, s_any], Lists.Slice, isVariadic: true),
        new("mustUniq", [s_any], Lists.Unique),
        new("mustWithout", [s_any, s_any], Lists.Without, isVariadic: true),
        new("prepend", [s_any, s_any], Lists.Prepend),
        new("push", [s_any, s_any], Lists.Append),
        new("rest", [s_any], Lists.Rest),
        new("reverse", [s_any], Lists.Reverse),
        new("slice", [s_any, s_any], Lists.Slice, isVariadic: true),
        new("tuple", [s_any], Lists.Make, isVariadic: true),
        new("uniq", [s_any], Lists.Unique),
        new("without", [s_any, s_any], Lists.Without, isVariadic: true),
    ];

    private static GoFunction[] DictFunctions() =>
    [
        new("deepCopy", [s_any], Copying.Copy),
        new("deepEqual", [s_any, s_any], Copying.AreEqual),
        new("dict", [s_any], Dicts.Make, isVariadic: true),
        new("dig", [s_any], Dicts.Dig, isVariadic: true),
        new("get", [s_map, s_text], Dicts.Get),
        new("hasKey", [s_map, s_text], Dicts.HasKey),
        new("keys", [s_map], Dicts.Keys, isVariadic: true),
        new("merge", [s_map, s_map], Merging.Merge, isVariadic: true),
        new("mergeOverwrite", [s_map, s_map], Merging.MergeOverwrite, isVariadic: true),
        new("mustDeepCopy", [s_any], Copying.Copy),
        new("mustMerge", [s_map, s_map], Merging.Merge, isVariadic: true),
        new("mustMergeOverwrite", [s_map, s_map], Merging.MergeOverwrite, isVariadic: true),
        new("omit", [s_map, s_text], Dicts.Omit, isVariadic: true),
        new("pick", [s_map, s_text], Dicts.Pick, isVariadic: true),
        new("pluck", [s_text, s_map], Dicts.Pluck, isVariadic: true),
        new("set", [s_map, s_text, s_any], Dicts.Set),
        new("unset", [s_map, s_text], Dicts.Unset),
        new("values", [s_map], Dicts.Values),
    ];

    private static GoFunction[] FlowFunctions() =>
    [
        new("all", [s_any], Flow.All, isVariadic: true),
        new("any", [s_any], Flow.Any, isVariadic: true),
        new("coalesce", [s_any], Flow.Coalesce, isVariadic: true),
        new("default", [s_any, s_any], Flow.Default, isVariadic: true),
        new("empty", [s_any], Flow.Empty),
        new("fail", [s_text], Flow.Fail),
        new("kindIs", [s_text, s_any], Types.KindIs),
        new("kindOf", [s_any], Types.KindOf),
        new("ternary", [s_any, s_any, s_bool], Flow.Ternary),
        new("typeIs", [s_text, s_any], Types.TypeIs),
        new("typeIsLike", [s_text, s_any], Types.TypeIsLike),
        new("typeOf", [s_any], Types.TypeOf),
    ];

    private static GoFunction[] EncodingFunctions() =>
    [
        new("adler32sum", [s_text], Sums.Adler32),
        new("b32dec", [s_text], Encodings.FromBase32),
        new("b32enc", [s_text], Encodings.ToBase32),
        new("b64dec", [s_text], Encodings.FromBase64),
        new("b64enc", [s_text], Encodings.ToBase64),
        new("fromJson", [s_text], Json.From),
        new("mustFromJson", [s_text], Json.MustFrom),
        new("mustToJson", [s_any], Json.MustTo),
        new("mustToPrettyJson", [s_any], Json.MustToPretty),
        new("mustToRawJson", [s_any], Json.MustToRaw),
        new("sha1sum", [s_text], Sums.Sha1),
        new("sha256sum", [s_text], Sums.Sha256),
        new("sha512sum", [s_text], Sums.Sha512),
        new("toJson", [s_any], Json.To),
        new("toPrettyJson", [s_any], Json.ToPretty),
        new("toRawJson", [s_any], Json.MustToRaw),
    ];

    private static GoFunction[] OtherFunctions() =>
    [
        new("base", [s_text], Paths.Base),
        new("clean", [s_text], Paths.Clean),
        new("dir", [s_text], Paths.Directory),
        new("duration", [s_any], Durations.FromSeconds),
        new("durationRound", [s_any], Durations.Round),
        new("ext", [s_text], Paths.Extension),
        new("isAbs", [s_text], Paths.IsAbsolute),
        new("mustRegexFind", [s_text, s_text], Patterns.MustFind),
        new("mustRegexFindAll", [s_text, s_text, s_int], Patterns.MustFindAll),
        new("mustRegexMatch", [s_text, s_text], Patterns.MustMatch),
        new("mustRegexReplaceAll", [s_text, s_text, s_text], Patterns.MustReplace),
        new("mustRegexReplaceAllLiteral", [s_text, s_text, s_text], Patterns.MustReplaceLiteral),
        new("mustRegexSplit", [s_text, s_text, s_int], Patterns.MustSplit),
        new("osBase", [s_text], Paths.Base),
        new("osClean", [s_text], Paths.Clean),
        new("osDir", [s_text], Paths.Directory),
        new("osExt", [s_text], Paths.Extension),
        new("osIsAbs", [s_text], Paths.IsAbsolute),
        new("regexFind", [s_text, s_text], Patterns.Find),
        new("regexFindAll", [s_text, s_text, s_int], Patterns.FindAll),
        new("regexMatch", [s_text, s_text], Patterns.Match),
        new("regexQuoteMeta", [s_text], Patterns.QuoteMeta),
        new("regexReplaceAll", [s_text, s_text, s_text], Patterns.Replace),
        new("regexReplaceAllLiteral", [s_text, s_text, s_text], Patterns.ReplaceLiteral),
        new("regexSplit", [s_text, s_text, s_int], Patterns.Split),
        new("semver", [s_text], Versions.Parse),
        new("semverCompare", [s_text, s_text], Versions.Compare),
        new("urlJoin", [s_map], Urls.Join),
        new("urlParse", [s_text], Urls.Parse),
    ];
}
