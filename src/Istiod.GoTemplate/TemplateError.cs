namespace Istiod.GoTemplate;

/// <summary>Why a template does not parse or a render failed.</summary>
/// <param name="Message">Go's text: <c>template: inject:3:4: executing "inject" at &lt;.x&gt;: …</c>; line and column (from 0) in bytes.</param>
/// <param name="IsParse">Whether it is an error of the text, not of the run.</param>
/// <param name="IsLimit">Whether a limit of <see cref="RenderLimits"/> was reached.</param>
public sealed record TemplateError(string Message, bool IsParse, bool IsLimit);
