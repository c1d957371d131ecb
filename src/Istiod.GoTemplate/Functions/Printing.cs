using Istiod.GoTemplate.Execution;
using Istiod.GoTemplate.Formatting;

namespace Istiod.GoTemplate.Functions;

/// <summary>Go's <c>print</c>, <c>printf</c>, <c>println</c>, and values as text for other functions.</summary>
internal static class Printing
{
    public static GoValue Print(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        TextBuilder text = context.RentText();
        text.Printer.Print(arguments);
        return context.FinishValue(text);
    }

    public static GoValue PrintLine(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        TextBuilder text = context.RentText();
        text.Printer.PrintLine(arguments);
        return context.FinishValue(text);
    }

    public static GoValue Format(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        TextBuilder text = context.RentText();
        FormatString.Print(text.Printer, arguments[0].AsString() ?? "", arguments[1..]);
        return context.FinishValue(text);
    }

    /// <summary>A value as <c>%v</c> prints it.</summary>
    public static string Sprint(RenderContext context, GoValue value)
    {
        if (value.AsString() is { } already)
        {
            return already;
        }

        TextBuilder text = context.RentText();
        text.Printer.Print([value]);
        return context.Finish(text);
    }

    /// <summary>Arguments as one text, as the escaping functions take them: printed like a template's own output.</summary>
    public static string Join(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        if (arguments.Length == 1 && arguments[0].AsString() is { } only)
        {
            return only;
        }

        var values = new GoValue[arguments.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = arguments[i].IsNil ? GoValue.FromString("<no value>") : Pointers.FollowForPrint(arguments[i]);
        }

        TextBuilder text = context.RentText();
        text.Printer.Print(values);
        return context.Finish(text);
    }
}
