using Istiod.GoTemplate.Parsing;

namespace Istiod.GoTemplate.Execution;

/// <summary>One named template of a text.</summary>
/// <param name="Name">As <c>define</c> gives it.</param>
/// <param name="Root">Its body.</param>
/// <param name="FrameSize">Places for variables, the first one for <c>$</c>.</param>
internal sealed record CompiledTemplate(string Name, ListNode Root, int FrameSize);
