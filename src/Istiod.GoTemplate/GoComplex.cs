namespace Istiod.GoTemplate;

/// <summary>A complex number: what a literal such as <c>2i</c> gives.</summary>
internal sealed class GoComplex(double real, double imaginary) : GoReference
{
    public override GoType Type => GoType.Complex128;

    public double Real { get; } = real;

    public double Imaginary { get; } = imaginary;
}
