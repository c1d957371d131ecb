namespace Istiod.GoTemplate.Functions.Sprig;

/// <summary>Part of a URL: decides which characters are escaped.</summary>
internal enum UrlPart
{
    Host,
    Path,
    User,
    Fragment,
}
