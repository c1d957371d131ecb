namespace Istiod.Testing.ApiServer.Json;

/// <summary>What is wrong with one field of a refused object.</summary>
/// <param name="Reason">E.g. <c>FieldValueInvalid</c>.</param>
/// <param name="Field">Path of the field.</param>
/// <param name="Detail">Text as in the API server's messages, e.g. <c>Required value</c>.</param>
internal sealed record FieldFault(string Reason, string Field, string Detail)
{
    public static FieldFault Required(string field, string detail = "") =>
        new("FieldValueRequired", field, detail.Length == 0 ? "Required value" : $"Required value: {detail}");

    public static FieldFault Invalid(string field, string value, string detail) =>
        new("FieldValueInvalid", field, $"Invalid value: {value}: {detail}");

    public static FieldFault Forbidden(string field, string detail) => new("FieldValueForbidden", field, $"Forbidden: {detail}");

    public static FieldFault Unsupported(string field, string value, IEnumerable<string> supported) =>
        new("FieldValueNotSupported", field, $"Unsupported value: \"{value}\": supported values: {string.Join(", ", supported.Select(s => $"\"{s}\""))}");

    public override string ToString() => $"{Field}: {Detail}";
}
