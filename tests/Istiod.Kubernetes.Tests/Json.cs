namespace Istiod.Kubernetes.Tests;

/// <summary>Texts of an API server.</summary>
internal static class Json
{
    public static string Object(string name, int version, string more = "", string ns = "shop") =>
        "{\"metadata\":{\"name\":\"" + name + "\",\"namespace\":\"" + ns + "\",\"uid\":\"u-" + name + "\",\"resourceVersion\":\"" + version + "\"}"
        + (more.Length > 0 ? "," + more : "") + "}";

    public static string Event(string type, string body) => "{\"type\":\"" + type + "\",\"object\":" + body + "}\n";

    public static string Bookmark(int version, bool isEnd = false) =>
        Event("BOOKMARK", "{\"metadata\":{\"resourceVersion\":\"" + version + "\",\"creationTimestamp\":null"
            + (isEnd ? ",\"annotations\":{\"k8s.io/initial-events-end\":\"true\"}" : "") + "}}");

    public static string List(int version, string next, params string[] items) =>
        "{\"kind\":\"List\",\"apiVersion\":\"v1\",\"metadata\":{\"resourceVersion\":\"" + version + "\",\"continue\":\"" + next + "\"},\"items\":["
        + string.Join(',', items) + "]}";

    public static string Status(int code, string reason, string message = "no") =>
        "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"message\":\"" + message + "\",\"reason\":\"" + reason + "\",\"code\":" + code + "}";
}
