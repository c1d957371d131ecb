namespace Istiod.Primitives.Re2;

/// <summary>One step of a <see cref="RegexProgram"/>.</summary>
/// <param name="Next">Where to go on.</param>
/// <param name="Argument">By kind: the character, the number of the set, of the slot, of the other way, or the assertion.</param>
internal readonly record struct Instruction(InstructionKind Kind, int Next, int Argument);
