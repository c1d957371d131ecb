namespace Istiod.Testing.ApiServer.Serving;

/// <summary>Forms of an answer.</summary>
internal enum FormKind
{
    Whole,
    Metadata,
    Table,
}
