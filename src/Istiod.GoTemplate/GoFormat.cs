namespace Istiod.GoTemplate;

/// <summary>Go's <c>fmt</c> for hosts.</summary>
public static class GoFormat
{
    /// <summary>As <c>fmt.Sprint</c> prints one value.</summary>
    /// <remarks>At most 16 Mi characters and 200 levels; what is beyond is cut off.</remarks>
    public static string Sprint(GoValue value)
    {
        if (value.AsString() is { } text)
        {
            return text;
        }

        var output = new TextBuilder(16 << 20, "value too long");
        try
        {
            new Formatting.Printer(output, new RenderContext(RenderLimits.Default)).Print([value]);
        }
        catch (LimitException)
        {
            // What was printed so far has to do: this is for messages.
            output.Append("...");
        }

        return output.ToString();
    }
}
