using System.Buffers;
using System.Globalization;

namespace Istiod.Webhooks.Injection.Mesh;

/// <summary>Decides whether nodes can run the proxy as an init container.</summary>
/// <remarks>istiod: pkg/kube/inject/webhook.go:DetectNativeSidecar. Kubernetes made the feature stable in 1.33.</remarks>
internal static class NativeSidecars
{
    private const int MinMinor = 33;
    private static readonly SearchValues<char> s_numbers = SearchValues.Create("0123456789.");

    /// <summary>The answer for a pod.</summary>
    /// <param name="versions">Kubelet versions by node; null if the cluster is not known.</param>
    /// <param name="nodeName">Node that the pod asks for; empty if none.</param>
    public static bool Detect(NativeSidecarMode mode, IReadOnlyDictionary<string, string>? versions, string nodeName)
    {
        if (mode != NativeSidecarMode.Auto || versions is null)
        {
            return mode == NativeSidecarMode.Enabled;
        }

        if (nodeName.Length > 0 && versions.TryGetValue(nodeName, out string? version))
        {
            return IsNewEnough(version);
        }

        foreach (KeyValuePair<string, string> node in versions)
        {
            if (!IsNewEnough(node.Value))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Reads <c>v1.33.5-gke.1200+build</c>; what cannot be read is old.</summary>
    private static bool IsNewEnough(string version)
    {
        ReadOnlySpan<char> text = version.StartsWith('v') ? version.AsSpan(1) : version;
        int end = text.IndexOfAnyExcept(s_numbers);
        ReadOnlySpan<char> numbers = end < 0 ? text : text[..end];
        ReadOnlySpan<char> rest = end < 0 ? [] : text[end..];
        if (numbers.IsEmpty || numbers[0] == '.' || numbers[^1] == '.' || !IsTail(rest))
        {
            return false;
        }

        int dot = numbers.IndexOf('.');
        ReadOnlySpan<char> behind = dot < 0 ? "0" : numbers[(dot + 1)..];
        int next = behind.IndexOf('.');
        return int.TryParse(next < 0 ? behind : behind[..next], NumberStyles.None, CultureInfo.InvariantCulture, out int minor) && minor >= MinMinor;
    }

    private static bool IsTail(ReadOnlySpan<char> rest)
    {
        foreach (char c in rest)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '~' or '.' or '+'))
            {
                return false;
            }
        }

        return rest.IsEmpty || rest[^1] is not ('-' or '.' or '+');
    }
}
