namespace Istiod.Model;

/// <summary>Key of the one settings value.</summary>
public enum SettingsKey
{
    /// <summary>The mesh.</summary>
    Mesh,
}
