namespace Istiod.Commands;

/// <summary>One verb of the program.</summary>
internal sealed class CommandNode
{
    /// <summary>Name and placeholders of arguments: <c>request &lt;method&gt; &lt;path&gt; [&lt;body&gt;]</c>.</summary>
    public required string Use { get; init; }

    /// <summary>One line for lists.</summary>
    public required string Short { get; init; }

    /// <summary>What help says first; <see cref="Short"/> if empty.</summary>
    public string Long { get; init; } = "";

    /// <summary>Not listed in help.</summary>
    public bool IsHidden { get; init; }

    /// <summary>Unknown flags are ignored, so that flags of other releases do no harm.</summary>
    public bool IgnoresUnknownFlags { get; init; }

    /// <summary>Flags of this verb, without inherited ones.</summary>
    public IReadOnlyList<FlagDefinition> Flags { get; init; } = [];

    /// <summary>Verbs below this one.</summary>
    public IReadOnlyList<CommandNode> Children { get; init; } = [];

    /// <summary>Least number of positional arguments.</summary>
    public int MinArguments { get; init; }

    /// <summary>Largest number of positional arguments.</summary>
    public int MaxArguments { get; init; } = int.MaxValue;

    /// <summary>Does the work; <c>null</c> for verbs that only group others.</summary>
    public Func<Invocation, int>? Run { get; init; }

    /// <summary>First word of <see cref="Use"/>.</summary>
    public string Name => Use.Split(' ')[0];

    /// <summary>The fault in cobra's words if the number of arguments is wrong.</summary>
    public string? ArgumentError(int count)
    {
        if (count >= MinArguments && count <= MaxArguments)
        {
            return null;
        }

        return MinArguments == MaxArguments
            ? $"accepts {MinArguments} arg(s), received {count}"
            : count < MinArguments
                ? $"requires at least {MinArguments} arg(s), only received {count}"
                : $"accepts at most {MaxArguments} arg(s), received {count}";
    }
}
