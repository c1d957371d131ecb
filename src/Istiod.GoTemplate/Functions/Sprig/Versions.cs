namespace Istiod.GoTemplate.Functions.Sprig;

/// <summary><c>semver</c> and <c>semverCompare</c>. Source: sprig, semver.go.</summary>
internal static class Versions
{
    public static GoValue Parse(RenderContext context, ReadOnlySpan<GoValue> arguments) =>
        GoValue.From(new VersionObject(Version(context, arguments[0]), isPointer: true));

    public static GoValue Compare(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        List<List<VersionConstraint>>? alternatives = VersionConstraints.TryParse(arguments[0].AsString() ?? "", out string error);
        if (alternatives is null)
        {
            context.Fail(error);
        }

        SemanticVersion version = Version(context, arguments[1]);
        foreach (List<VersionConstraint> all in alternatives)
        {
            if (all.TrueForAll(constraint => constraint.Allows(version)))
            {
                return GoValue.FromBool(true);
            }
        }

        return GoValue.FromBool(false);
    }

    private static SemanticVersion Version(RenderContext context, GoValue text)
    {
        context.Charge((text.AsString() ?? "").Length * 4L);
        SemanticVersion? version = SemanticVersion.TryParse(text.AsString() ?? "", out string error);
        if (version is null)
        {
            context.Fail(error);
        }

        return version;
    }
}
