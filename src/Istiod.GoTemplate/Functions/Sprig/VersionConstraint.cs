namespace Istiod.GoTemplate.Functions.Sprig;

/// <summary>One comparison with a version that may leave parts open: <c>&gt;=1.2</c>, <c>~1.x</c>. Source: Masterminds/semver v3.3.0.</summary>
/// <param name="Operator">As written; empty is <c>=</c>.</param>
/// <param name="Version">Open parts are 0.</param>
/// <param name="OpenFrom">The first part left open: 0 major, 1 minor, 2 patch, 3 none.</param>
internal sealed record VersionConstraint(string Operator, SemanticVersion Version, int OpenFrom)
{
    private bool IsOpen => OpenFrom < 3;

    private bool IsMinorOpen => OpenFrom == 1;

    private bool IsPatchOpen => OpenFrom == 2;

    /// <summary>Whether a version satisfies it. Prereleases do only where it names one itself.</summary>
    public bool Allows(SemanticVersion version)
    {
        bool isForeignPrerelease = version.Prerelease.Length > 0 && Version.Prerelease.Length == 0;
        if (Operator == "!=")
        {
            return IsOpen ? !isForeignPrerelease && DiffersOpenly(version) : version.CompareTo(Version) != 0;
        }

        if (isForeignPrerelease && (Operator is not ("" or "=") || IsOpen))
        {
            return false;
        }

        return Operator switch
        {
            ">" => IsGreater(version),
            "<" => version.CompareTo(Version) < 0,
            ">=" or "=>" => version.CompareTo(Version) >= 0,
            "<=" or "=<" => IsLessOrEqual(version),
            "~" or "~>" => IsInTilde(version),
            "^" => IsInCaret(version),
            _ => IsOpen ? IsInTilde(version) : version.CompareTo(Version) == 0,
        };
    }

    private bool DiffersOpenly(SemanticVersion version)
    {
        if (version.Major != Version.Major || (!IsMinorOpen && version.Minor != Version.Minor))
        {
            return true;
        }

        if (IsMinorOpen)
        {
            return false;
        }

        if (IsPatchOpen)
        {
            return (version.Prerelease.Length > 0 || Version.Prerelease.Length > 0)
                && SemanticVersion.ComparePrereleases(version.Prerelease, Version.Prerelease) != 0;
        }

        return version.Patch != Version.Patch || version.CompareTo(Version) != 0;
    }

    // ">11" begins with 12, ">11.1" with 11.2.
    private bool IsGreater(SemanticVersion version)
    {
        if (!IsOpen || (version.Major == Version.Major && !IsMinorOpen && !IsPatchOpen))
        {
            return version.CompareTo(Version) > 0;
        }

        return version.Major != Version.Major ? version.Major > Version.Major : IsPatchOpen && version.Minor > Version.Minor;
    }

    private bool IsLessOrEqual(SemanticVersion version)
    {
        if (!IsOpen)
        {
            return version.CompareTo(Version) <= 0;
        }

        return version.Major < Version.Major || (version.Major == Version.Major && (version.Minor <= Version.Minor || IsMinorOpen));
    }

    private bool IsInTilde(SemanticVersion version)
    {
        if (version.CompareTo(Version) < 0)
        {
            return false;
        }

        bool isAll = Version is { Major: 0, Minor: 0, Patch: 0 } && !IsMinorOpen && !IsPatchOpen;
        return isAll || (version.Major == Version.Major && (version.Minor == Version.Minor || IsMinorOpen));
    }

    // Up to the next change of the first part that is not 0.
    private bool IsInCaret(SemanticVersion version)
    {
        if (version.CompareTo(Version) < 0)
        {
            return false;
        }

        if (Version.Major > 0 || IsMinorOpen || version.Major != Version.Major)
        {
            return version.Major == Version.Major;
        }

        if (Version.Minor > 0 || IsPatchOpen || version.Minor != Version.Minor)
        {
            return version.Minor == Version.Minor;
        }

        return version.Patch == Version.Patch;
    }
}
