namespace Istiod.GoTemplate.Parsing;

/// <summary>Kinds of nodes, for switches.</summary>
internal enum NodeKind : byte
{
    Text,
    Action,
    If,
    With,
    Range,
    Template,
    Break,
    Continue,
    List,
    End,
    Else,
    Pipe,
    Command,
    Identifier,
    Variable,
    Dot,
    Nil,
    Field,
    Chain,
    Bool,
    Number,
    String,
}
