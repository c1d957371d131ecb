namespace Istiod.Testing.ApiServer.Schemas.Cel;

/// <summary>Names in sight of an expression.</summary>
internal sealed class CelScope(CelScope? outer, string name, object? value)
{
    /// <summary>The value of a name, innermost first.</summary>
    /// <exception cref="CelException">No such name.</exception>
    public object? Get(string wanted)
    {
        for (CelScope? at = this; at is not null; at = at.Outer)
        {
            if (string.Equals(at.Name, wanted, StringComparison.Ordinal))
            {
                return at.Value;
            }
        }

        throw new CelException($"undeclared reference to '{wanted}'");
    }

    private CelScope? Outer { get; } = outer;

    private string Name { get; } = name;

    private object? Value { get; } = value;
}
