using System.Text;

namespace Istiod.Protobuf.Tables;

/// <summary>Field names as Go code has them, for templates that were written against Go structs.</summary>
public static class GoNames
{
    /// <summary><c>connect_timeout</c> becomes <c>ConnectTimeout</c>: a lower-case letter after an underscore or at the start becomes a capital.</summary>
    public static string Of(string name)
    {
        var result = new StringBuilder(name.Length);
        for (int i = 0; i < name.Length; i++)
        {
            char c = name[i];
            if (c == '_' && i == 0)
            {
                result.Append('X');
            }
            else if (c == '_' && i + 1 < name.Length && char.IsAsciiLetterLower(name[i + 1]))
            {
                // the letter that follows becomes a capital and the underscore goes
            }
            else if (char.IsAsciiDigit(c))
            {
                result.Append(c);
            }
            else
            {
                bool startsWord = i == 0 || name[i - 1] == '_' || char.IsAsciiDigit(name[i - 1]);
                result.Append(startsWord && char.IsAsciiLetterLower(c) ? char.ToUpperInvariant(c) : c);
            }
        }

        return result.ToString();
    }
}
