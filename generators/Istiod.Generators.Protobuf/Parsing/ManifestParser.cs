using System.Collections.Generic;

namespace Istiod.Generators.Protobuf.Parsing;

/// <summary>Reads the manifest: one root a line, its full name first; <c>#</c> starts a comment.</summary>
internal static class ManifestParser
{
    private static readonly char[] Blanks = { ' ', '\t', '\r' };

    /// <summary>Never fails: what a line says beyond the name is for people.</summary>
    public static ManifestSpec Parse(string path, string text)
    {
        var roots = new List<RootSpec>();
        string[] lines = text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i];
            int comment = line.IndexOf('#');
            string[] words = (comment < 0 ? line : line.Substring(0, comment)).Split(
                Blanks, System.StringSplitOptions.RemoveEmptyEntries);
            if (words.Length > 0)
            {
                roots.Add(new RootSpec(words[0], i));
            }
        }

        return new ManifestSpec(path, new(roots));
    }
}
