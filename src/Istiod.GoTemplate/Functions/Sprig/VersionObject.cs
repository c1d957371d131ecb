namespace Istiod.GoTemplate.Functions.Sprig;

/// <summary>A semantic version as templates see it: no fields, methods.</summary>
internal sealed class VersionObject(SemanticVersion version, bool isPointer) : GoObject
{
    private static readonly VersionType s_struct = new("semver.Version", GoKind.Struct, null);

    /// <summary>What <c>semver</c> gives.</summary>
    public static VersionType PointerType { get; } = new("*semver.Version", GoKind.Pointer, s_struct);

    public override GoType Type => isPointer ? PointerType : s_struct;

    public override int FieldCount => 0;

    public SemanticVersion Version { get; } = version;

    public override string FieldName(int index) => throw new ArgumentOutOfRangeException(nameof(index));

    public override GoValue Field(int index) => throw new ArgumentOutOfRangeException(nameof(index));

    public override void WriteJson(GoJsonWriter writer) => writer.String(Version.ToString());

    /// <summary>The type, with its methods.</summary>
    internal sealed class VersionType(string name, GoKind kind, GoType? element) : GoType(name, kind, element)
    {
        private Dictionary<string, GoFunction>? _methods;

        public override GoFunction? FindMethod(string name) => (_methods ??= Methods()).GetValueOrDefault(name);

        private static Dictionary<string, GoFunction> Methods()
        {
            var methods = new Dictionary<string, GoFunction>(StringComparer.Ordinal);
            Add("Major", [], static (_, a) => GoValue.FromInteger(Uint64, (long)Of(a[0]).Major));
            Add("Minor", [], static (_, a) => GoValue.FromInteger(Uint64, (long)Of(a[0]).Minor));
            Add("Patch", [], static (_, a) => GoValue.FromInteger(Uint64, (long)Of(a[0]).Patch));
            Add("Prerelease", [], static (_, a) => GoValue.FromString(Of(a[0]).Prerelease));
            Add("Metadata", [], static (_, a) => GoValue.FromString(Of(a[0]).Metadata));
            Add("Original", [], static (_, a) => GoValue.FromString(Of(a[0]).Original));
            Add("String", [], static (_, a) => GoValue.FromString(Of(a[0]).ToString()));
            Add("IncMajor", [], static (_, a) => Struct(Of(a[0]).Next("Major")));
            Add("IncMinor", [], static (_, a) => Struct(Of(a[0]).Next("Minor")));
            Add("IncPatch", [], static (_, a) => Struct(Of(a[0]).Next("Patch")));
            Add("SetPrerelease", [String], static (c, a) => Struct(WithSuffix(c, Of(a[0]), '-', a[1])));
            Add("SetMetadata", [String], static (c, a) => Struct(WithSuffix(c, Of(a[0]), '+', a[1])));
            Add("Compare", [PointerType], static (_, a) => GoValue.FromInt(Of(a[0]).CompareTo(Of(a[1]))));
            Add("Equal", [PointerType], static (_, a) => GoValue.FromBool(Of(a[0]).CompareTo(Of(a[1])) == 0));
            Add("LessThan", [PointerType], static (_, a) => GoValue.FromBool(Of(a[0]).CompareTo(Of(a[1])) < 0));
            Add("LessThanEqual", [PointerType], static (_, a) => GoValue.FromBool(Of(a[0]).CompareTo(Of(a[1])) <= 0));
            Add("GreaterThan", [PointerType], static (_, a) => GoValue.FromBool(Of(a[0]).CompareTo(Of(a[1])) > 0));
            Add("GreaterThanEqual", [PointerType], static (_, a) => GoValue.FromBool(Of(a[0]).CompareTo(Of(a[1])) >= 0));
            return methods;

            void Add(string name, GoType[] parameters, GoFunctionBody body) => methods.Add(name, new GoFunction(name, parameters, body));
        }

        private static SemanticVersion Of(GoValue value) =>
            (value.AsObject() as VersionObject)?.Version ?? throw new GoFunctionException("runtime error: invalid memory address or nil pointer dereference");

        private static GoValue Struct(SemanticVersion version) => GoValue.From(new VersionObject(version, isPointer: false));

        private static SemanticVersion WithSuffix(RenderContext context, SemanticVersion version, char sign, GoValue value)
        {
            string text = value.AsString() ?? "";
            SemanticVersion? parsed = SemanticVersion.TryParse(text.Length == 0 ? "0.0.0" : $"0.0.0{sign}{text}", out string error);
            if (parsed is null)
            {
                context.Fail(error == SemanticVersion.Invalid ? (sign == '-' ? "Invalid Prerelease string" : "Invalid Metadata string") : error);
            }

            return version.With(sign == '-' ? version with { Prerelease = text } : version with { Metadata = text });
        }
    }
}
