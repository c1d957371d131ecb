using System.Runtime.InteropServices;

namespace Istiod.Options;

/// <summary>What this binary is, in the reference's fields.</summary>
internal static class BuildVersion
{
    /// <summary>The release whose behaviour this is.</summary>
    public const string Version = "1.30.3";

    /// <summary>Where the reference has its git revision.</summary>
    public const string Revision = "dotnet";

    /// <summary>Where the reference says whether its tree was clean.</summary>
    public const string Status = "Clean";

    /// <summary>The release tag.</summary>
    public const string Tag = Version;

    /// <summary>Where the reference has Go's version.</summary>
    public static string Runtime => RuntimeInformation.FrameworkDescription;

    /// <summary><c>version-revision-status</c>: the answer of <c>/version</c> and the label of <c>pilot_info</c>.</summary>
    public static string Line => $"{Version}-{Revision}-{Status}";
}
