namespace Istiod.GoTemplate.Formatting;

/// <summary>Flags, width and precision of one verb.</summary>
internal struct FormatFlags
{
    public bool Plus;
    public bool Minus;
    public bool Sharp;
    public bool Space;
    public bool Zero;

    /// <summary><c>%+v</c>: names of fields.</summary>
    public bool PlusV;

    /// <summary><c>%#v</c>: Go syntax.</summary>
    public bool SharpV;

    /// <summary>Smallest width in characters; null: none given.</summary>
    public int? Width;

    /// <summary>Precision; null: none given.</summary>
    public int? Precision;

    /// <summary><c>%v</c> with its own meaning of <c>+</c> and <c>#</c>.</summary>
    public void SetVerbV()
    {
        SharpV = Sharp;
        Sharp = false;
        PlusV = Plus;
        Plus = false;
    }
}
