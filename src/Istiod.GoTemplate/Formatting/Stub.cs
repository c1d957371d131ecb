namespace Istiod.GoTemplate.Formatting;
internal static class FloatFormat { public static void Append(TextBuilder output, double value, char form, int precision, int bits) => throw new NotSupportedException("not built yet"); }
internal sealed class Printer(TextBuilder output, RenderContext context) { public void Print(ReadOnlySpan<GoValue> values) => throw new NotSupportedException("not built yet" + output + context); }
internal sealed class JsonTextReader(string json, bool integers, RenderContext? context) { public bool TryRead(out GoValue value, [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out string? error) => throw new NotSupportedException("not built yet" + json + integers + context); }
