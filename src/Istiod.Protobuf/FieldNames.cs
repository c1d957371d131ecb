using System.Text;
using System.Text.Json;

namespace Istiod.Protobuf;

/// <summary>The names of a message's fields, by index in declared order, as in the .proto file and in JSON.</summary>
/// <param name="names">
/// One word a field: its name, then <c>:jsonName</c> if that is not the usual one, then <c>!</c> if JSON null is a value of it.
/// Taken apart when first needed.
/// </param>
public sealed class FieldNames(string names)
{
    private Tables? _tables;

    /// <summary>Number of fields.</summary>
    public int Count => Load().Names.Length;

    /// <summary>The name of a field, encoded for a JSON writer.</summary>
    public JsonEncodedText Encoded(int index, bool original)
    {
        Tables tables = Load();
        return original ? tables.Names[index] : tables.JsonNames[index];
    }

    /// <summary>Finds a field by either of its names; -1 if there is none.</summary>
    public int IndexOf(ReadOnlySpan<char> name) =>
        Load().Lookup.TryGetValue(name, out int index) ? index : -1;

    /// <summary>True if JSON null is a value of that field.</summary>
    public bool AcceptsNull(int index) => Load().AcceptsNull[index];

    private Tables Load() => Volatile.Read(ref _tables) ?? (_tables = new Tables(names));

    private static string JsonName(ReadOnlySpan<char> name)
    {
        var json = new StringBuilder(name.Length);
        bool isUpper = false;
        foreach (char c in name)
        {
            if (c == '_')
            {
                isUpper = true;
            }
            else
            {
                json.Append(isUpper ? char.ToUpperInvariant(c) : c);
                isUpper = false;
            }
        }

        return json.ToString();
    }

    private sealed class Tables
    {
        public Tables(string names)
        {
            int count = 0;
            if (names.Length > 0)
            {
                count = names.AsSpan().Count(' ') + 1;
            }

            Names = new JsonEncodedText[count];
            JsonNames = new JsonEncodedText[count];
            AcceptsNull = new bool[count];
            var lookup = new Dictionary<string, int>(count * 2, StringComparer.Ordinal);
            int index = 0;
            foreach (Range part in names.AsSpan().Split(' '))
            {
                ReadOnlySpan<char> word = names.AsSpan()[part];
                if (word.IsEmpty)
                {
                    continue;
                }

                if (word[^1] == '!')
                {
                    AcceptsNull[index] = true;
                    word = word[..^1];
                }

                int colon = word.IndexOf(':');
                string name = (colon < 0 ? word : word[..colon]).ToString();
                string json = colon < 0 ? JsonName(word) : word[(colon + 1)..].ToString();
                Names[index] = JsonEncodedText.Encode(name);
                JsonNames[index] = json == name ? Names[index] : JsonEncodedText.Encode(json);
                lookup[json] = index;
                lookup.TryAdd(name, index);
                index++;
            }

            Lookup = lookup.GetAlternateLookup<ReadOnlySpan<char>>();
        }

        public JsonEncodedText[] Names { get; }

        public JsonEncodedText[] JsonNames { get; }

        public bool[] AcceptsNull { get; }

        public Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> Lookup { get; }
    }
}
