namespace Istiod.Security;

/// <summary>A Kubernetes Secret, or what stands for one.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type"><c>type</c>, e.g. <c>istio.io/ca-root</c>.</param>
/// <param name="Data"><c>data</c>, decoded; a key with <c>null</c> is kept as a key without value.</param>
/// <param name="Version"><c>resourceVersion</c>; empty for one that is to be created.</param>
public sealed record StoredSecret(string Name, string Type, IReadOnlyDictionary<string, byte[]?> Data, string Version)
{
    /// <summary>A value as text.</summary>
    /// <returns>Empty if the key is not there or has no value.</returns>
    public string Text(string key) =>
        Data.TryGetValue(key, out byte[]? value) && value is not null ? System.Text.Encoding.UTF8.GetString(value) : "";
}
