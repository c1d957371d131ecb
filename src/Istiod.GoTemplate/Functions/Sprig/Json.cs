using Istiod.GoTemplate.Formatting;

namespace Istiod.GoTemplate.Functions.Sprig;

/// <summary>JSON from and to values. Source: sprig, defaults.go.</summary>
internal static class Json
{
    public static GoValue To(RenderContext context, ReadOnlySpan<GoValue> arguments) => Write(context, arguments[0], must: false, escapeHtml: true, "");

    public static GoValue MustTo(RenderContext context, ReadOnlySpan<GoValue> arguments) => Write(context, arguments[0], must: true, escapeHtml: true, "");

    public static GoValue ToPretty(RenderContext context, ReadOnlySpan<GoValue> arguments) => Write(context, arguments[0], must: false, escapeHtml: true, "  ");

    public static GoValue MustToPretty(RenderContext context, ReadOnlySpan<GoValue> arguments) => Write(context, arguments[0], must: true, escapeHtml: true, "  ");

    public static GoValue MustToRaw(RenderContext context, ReadOnlySpan<GoValue> arguments) => Write(context, arguments[0], must: true, escapeHtml: false, "");

    public static GoValue From(RenderContext context, ReadOnlySpan<GoValue> arguments) => Read(context, arguments[0], must: false);

    public static GoValue MustFrom(RenderContext context, ReadOnlySpan<GoValue> arguments) => Read(context, arguments[0], must: true);

    private static GoValue Write(RenderContext context, GoValue value, bool must, bool escapeHtml, string indent)
    {
        TextBuilder output = context.RentText();
        try
        {
            new GoJsonWriter(output, escapeHtml, indent, context).Value(value);
            return context.FinishValue(output);
        }
        catch (GoJsonException exception)
        {
            if (must)
            {
                context.Fail(exception.Message);
            }

            return GoValue.FromString("");
        }
    }

    private static GoValue Read(RenderContext context, GoValue text, bool must)
    {
        if (!new JsonTextReader(text.AsString() ?? "", integers: false, context).TryRead(out GoValue value, out string? error) && must)
        {
            context.Fail(error);
        }

        return value;
    }
}
