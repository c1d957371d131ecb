using Istiod.Primitives;

namespace Istiod.GoTemplate.Functions.Sprig;

/// <summary>Regular expressions (RE2). Without <c>must</c> a bad pattern is a panic, which reads differently. Source: sprig, regex.go.</summary>
internal static class Patterns
{
    /// <summary>Places of a pattern visited that count as one step.</summary>
    private const long WorkOfStep = 4;

    /// <summary>About what a place of a pattern takes while it is compiled and run.</summary>
    private const long BytesOfPlace = 48;

    public static GoValue Match(RenderContext context, ReadOnlySpan<GoValue> arguments) =>
        GoValue.FromBool(Re2Pattern.TryParse(Text(arguments[0]), out Re2Pattern? pattern, out _) && IsMatch(context, pattern, Text(arguments[1])));

    public static GoValue MustMatch(RenderContext context, ReadOnlySpan<GoValue> arguments) =>
        GoValue.FromBool(IsMatch(context, Pattern(context, arguments[0], isPanic: false), Text(arguments[1])));

    public static GoValue Find(RenderContext context, ReadOnlySpan<GoValue> arguments) => Find(context, arguments, isPanic: true);

    public static GoValue MustFind(RenderContext context, ReadOnlySpan<GoValue> arguments) => Find(context, arguments, isPanic: false);

    public static GoValue FindAll(RenderContext context, ReadOnlySpan<GoValue> arguments) => FindAll(context, arguments, isPanic: true);

    public static GoValue MustFindAll(RenderContext context, ReadOnlySpan<GoValue> arguments) => FindAll(context, arguments, isPanic: false);

    public static GoValue Replace(RenderContext context, ReadOnlySpan<GoValue> arguments) => Replace(context, arguments, isPanic: true, isLiteral: false);

    public static GoValue MustReplace(RenderContext context, ReadOnlySpan<GoValue> arguments) => Replace(context, arguments, isPanic: false, isLiteral: false);

    public static GoValue ReplaceLiteral(RenderContext context, ReadOnlySpan<GoValue> arguments) => Replace(context, arguments, isPanic: true, isLiteral: true);

    public static GoValue MustReplaceLiteral(RenderContext context, ReadOnlySpan<GoValue> arguments) => Replace(context, arguments, isPanic: false, isLiteral: true);

    public static GoValue Split(RenderContext context, ReadOnlySpan<GoValue> arguments) => Split(context, arguments, isPanic: true);

    public static GoValue MustSplit(RenderContext context, ReadOnlySpan<GoValue> arguments) => Split(context, arguments, isPanic: false);

    public static GoValue QuoteMeta(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        context.Charge(Text(arguments[0]).Length * 4L);
        return context.String(Re2Pattern.QuoteMeta(Text(arguments[0])));
    }

    private static string Text(GoValue value) => value.AsString() ?? "";

    private static Re2Pattern Pattern(RenderContext context, GoValue text, bool isPanic)
    {
        context.Step(1 + (Text(text).Length / 8));
        if (!Re2Pattern.TryParse(Text(text), out Re2Pattern? pattern, out string? error))
        {
            context.Fail(isPanic ? $"regexp: Compile(`{Text(text)}`): {error}" : error);
        }

        return pattern;
    }

    private static bool IsMatch(RenderContext context, Re2Pattern pattern, string text)
    {
        Span<int> bounds = stackalloc int[0];
        return TryFind(context, pattern, text, 0, bounds);
    }

    // Every run goes through here: its work is counted, and bounded by the steps that are left.
    private static bool TryFind(RenderContext context, Re2Pattern pattern, string text, int start, Span<int> bounds)
    {
        if (start == 0)
        {
            context.Charge(pattern.ProgramSize * BytesOfPlace);
        }

        if (!pattern.IsMatchable)
        {
            throw new LimitException("regular expression too large");
        }

        long budget = context.StepsLeft * WorkOfStep;
        long left = budget;
        bool isFound = pattern.TryFind(text, start, bounds, ref left);
        context.Step((int)Math.Min(int.MaxValue, ((budget - left) / WorkOfStep) + 1));
        return isFound;
    }

    private static GoValue Find(RenderContext context, ReadOnlySpan<GoValue> arguments, bool isPanic)
    {
        string text = Text(arguments[1]);
        Span<int> bounds = stackalloc int[2];
        return TryFind(context, Pattern(context, arguments[0], isPanic), text, 0, bounds) ? context.String(text[bounds[0]..bounds[1]]) : GoValue.FromString("");
    }

    private static List<Range> Matches(RenderContext context, Re2Pattern pattern, string text, int limit)
    {
        // As the pattern's own FindAll, but counted: a run that finds little may still look at all the rest.
        var found = new List<Range>();
        Span<int> bounds = stackalloc int[2];
        int previousEnd = -1;
        for (int at = 0; at <= text.Length && found.Count != limit;)
        {
            if (!TryFind(context, pattern, text, at, bounds))
            {
                break;
            }

            bool isEmpty = bounds[1] == bounds[0];
            if (!isEmpty || bounds[0] != previousEnd)
            {
                context.Charge(8);
                found.Add(bounds[0]..bounds[1]);
            }

            previousEnd = bounds[1];
            _ = at < text.Length ? GoText.RuneAt(text, at, out int width, out _) : width = 1;
            at = isEmpty && bounds[1] == at ? at + width : bounds[1];
        }

        return found;
    }

    private static GoValue FindAll(RenderContext context, ReadOnlySpan<GoValue> arguments, bool isPanic)
    {
        string text = Text(arguments[1]);
        List<Range> found = Matches(context, Pattern(context, arguments[0], isPanic), text, Limit(arguments[2]));
        if (found.Count == 0)
        {
            return GoValue.NilOf(GoType.StringList);
        }

        GoValue[] items = context.NewItems(found.Count);
        for (int i = 0; i < items.Length; i++)
        {
            items[i] = context.String(text[found[i]]);
        }

        return GoValue.From(new GoSlice(GoType.StringList, items));
    }

    private static GoValue Replace(RenderContext context, ReadOnlySpan<GoValue> arguments, bool isPanic, bool isLiteral)
    {
        string text = Text(arguments[1]);
        Re2Pattern pattern = Pattern(context, arguments[0], isPanic);

        // The runs of a replacement are those of finding all.
        Matches(context, pattern, text, -1);
        int room = context.TextRoom;
        if (!pattern.TryReplace(text, Text(arguments[2]), isLiteral, room, out string? result))
        {
            throw new LimitException("replaced text too long");
        }

        return context.String(GoText.Normalize(result));
    }

    private static GoValue Split(RenderContext context, ReadOnlySpan<GoValue> arguments, bool isPanic)
    {
        string text = Text(arguments[1]);
        Re2Pattern pattern = Pattern(context, arguments[0], isPanic);
        if (Matches(context, pattern, text, -1).Count is var count && Limit(arguments[2]) != 0)
        {
            context.Charge((count * 40L) + (text.Length * 2L));
        }

        return Texts.StringList(context, pattern.Split(text, Limit(arguments[2])));
    }

    private static int Limit(GoValue value) => (int)Math.Clamp(value.AsInt64, -1, int.MaxValue);
}
