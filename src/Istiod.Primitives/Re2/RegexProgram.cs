namespace Istiod.Primitives.Re2;

/// <summary>A compiled pattern: instructions for the simulation in <see cref="Machine"/>; immutable.</summary>
internal sealed class RegexProgram
{
    private readonly List<Instruction> _code = [];
    private readonly List<RuneSet> _sets = [];

    public RegexProgram(Node root)
    {
        // Built from the end: each part is told where to go on.
        _code.Add(new Instruction(InstructionKind.Match, 0, 0));
        int end = Add(new Instruction(InstructionKind.Save, 0, 1));
        Start = Add(new Instruction(InstructionKind.Save, Emit(root, end), 0));
        Code = [.. _code];
        Sets = [.. _sets];
        Prefix = PrefixOf(root, out bool isWhole);
        IsLiteral = isWhole;
        IsAnchored = First(root).Kind == NodeKind.BeginText;
    }

    public Instruction[] Code { get; }

    public RuneSet[] Sets { get; }

    public int Start { get; }

    /// <summary>What every match begins with.</summary>
    public string Prefix { get; }

    /// <summary>Whether <see cref="Prefix"/> is all of the pattern.</summary>
    public bool IsLiteral { get; }

    /// <summary>Whether a match can only begin where the text does.</summary>
    public bool IsAnchored { get; }

    private int Add(Instruction instruction)
    {
        _code.Add(instruction);
        return _code.Count - 1;
    }

    /// <summary>Adds what matches <paramref name="node"/> and then goes on at <paramref name="next"/>.</summary>
    /// <returns>Where it begins.</returns>
    private int Emit(Node node, int next)
    {
        switch (node.Kind)
        {
            case NodeKind.Empty:
                return next;
            case NodeKind.Rune:
                return Add(new Instruction(InstructionKind.Rune, next, node.Rune));
            case NodeKind.Set:
                return Add(new Instruction(InstructionKind.Set, next, SetNumber(node)));
            case NodeKind.Group:
                int close = Add(new Instruction(InstructionKind.Save, next, (2 * node.Group) + 1));
                return Add(new Instruction(InstructionKind.Save, Emit(node.Parts[0], close), 2 * node.Group));
            case NodeKind.Concat:
                for (int i = node.Parts.Length - 1; i >= 0; i--)
                {
                    next = Emit(node.Parts[i], next);
                }

                return next;
            case NodeKind.Alternate:
                int other = Emit(node.Parts[^1], next);
                for (int i = node.Parts.Length - 2; i >= 0; i--)
                {
                    other = Add(new Instruction(InstructionKind.Split, Emit(node.Parts[i], next), other));
                }

                return other;
            case NodeKind.Repeat:
                return EmitRepeat(node, next);
            default:
                return Add(new Instruction(InstructionKind.Assert, next, (int)node.Kind));
        }
    }

    private int SetNumber(Node node)
    {
        RuneSet set = node.Set ?? throw new InvalidOperationException("a class without members");
        if (_sets.Count == 0 || _sets[^1] != set)
        {
            _sets.Add(set);
        }

        return _sets.Count - 1;
    }

    private int EmitRepeat(Node node, int next)
    {
        Node part = node.Parts[0];
        int copies = node.Min;
        if (node.Max == Node.Unbounded)
        {
            // x* of what can match nothing is (x+)?, so that a round that takes nothing ends the loop.
            bool isOptional = node.Min == 0;
            next = EmitLoop(part, node.IsGreedy, next, enterInside: !isOptional || part.MatchesEmpty, isOptional && part.MatchesEmpty);
            copies = Math.Max(0, node.Min - 1);
        }
        else
        {
            // x{0,2} is (x(x)?)?: all ways out lead to the same end.
            int end = next;
            for (int i = node.Min; i < node.Max; i++)
            {
                next = AddSplit(node.IsGreedy, Emit(part, next), end);
            }
        }

        for (int i = 0; i < copies; i++)
        {
            next = Emit(part, next);
        }

        return next;
    }

    /// <summary>A loop; entered at its body, at the choice before it, or past another choice.</summary>
    private int EmitLoop(Node part, bool isGreedy, int next, bool enterInside, bool isOptional)
    {
        int choice = Add(default);
        int body = Emit(part, choice);
        _code[choice] = Choice(isGreedy, body, next);
        int entry = enterInside ? body : choice;
        return isOptional ? AddSplit(isGreedy, entry, next) : entry;
    }

    private int AddSplit(bool isGreedy, int body, int next) => Add(Choice(isGreedy, body, next));

    private static Instruction Choice(bool isGreedy, int body, int next) =>
        isGreedy ? new Instruction(InstructionKind.Split, body, next) : new Instruction(InstructionKind.Split, next, body);

    private static Node First(Node node)
    {
        while (node.Kind is NodeKind.Concat or NodeKind.Group)
        {
            node = node.Parts[0];
        }

        return node;
    }

    private static string PrefixOf(Node root, out bool isWhole)
    {
        ReadOnlySpan<Node> parts = root.Kind == NodeKind.Concat ? root.Parts : new ReadOnlySpan<Node>(in root);
        System.Text.StringBuilder prefix = new();
        int count = 0;
        while (count < parts.Length && parts[count].Kind == NodeKind.Rune && System.Text.Rune.IsValid(parts[count].Rune))
        {
            prefix.Append(new System.Text.Rune(parts[count++].Rune).ToString());
        }

        isWhole = count == parts.Length;
        return prefix.ToString();
    }
}
