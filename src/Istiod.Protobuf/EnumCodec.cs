using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Istiod.Protobuf.Codecs;

namespace Istiod.Protobuf;

/// <summary>Codec of one enum; knows the names of its values as in the .proto file.</summary>
/// <param name="names">The values in declared order: <c>"NAME=0 OTHER=1"</c>. Taken apart when first needed.</param>
public sealed class EnumCodec<T>(string names) : FieldCodec<T>
    where T : unmanaged, Enum
{
    private Dictionary<int, string>? _byNumber;
    private Dictionary<string, int>? _byName;

    /// <inheritdoc/>
    public override int WireType => 0;

    /// <inheritdoc/>
    public override T Default => default;

    /// <summary>The proto name of a value (the first one declared), or its number in digits if it has none.</summary>
    public string NameOf(T value)
    {
        int number = Number(value);
        return ByNumber.TryGetValue(number, out string? name) ? name : number.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Finds a value by its proto name.</summary>
    public bool TryParse(string name, out T value)
    {
        Load();
        bool found = _byName!.TryGetValue(name, out int number); // Load set it
        value = Unsafe.BitCast<int, T>(number);
        return found;
    }

    /// <inheritdoc/>
    public override bool IsDefault(T value) => Number(value) == 0;

    /// <inheritdoc/>
    public override int Size(T value) => ProtoSize.Of(ProtoBits.Of(Number(value)));

    /// <inheritdoc/>
    public override void Write(ref ProtoWriter writer, T value) => writer.RawVarint(ProtoBits.Of(Number(value)));

    /// <inheritdoc/>
    public override T Read(ref ProtoReader reader) => Unsafe.BitCast<int, T>(reader.Int32());

    /// <inheritdoc/>
    public override void WriteJson(Utf8JsonWriter writer, T value, ProtoJsonOptions options, bool plain)
    {
        int number = Number(value);
        if (ByNumber.TryGetValue(number, out string? name))
        {
            writer.WriteStringValue(name);
        }
        else
        {
            writer.WriteNumberValue(number);
        }
    }

    /// <inheritdoc/>
    public override T ReadJson(ref Utf8JsonReader reader, ProtoJsonContext context)
    {
        Load();
        return Unsafe.BitCast<int, T>(EnumJson.Read(ref reader, context, _byName!)); // Load set it
    }

    private Dictionary<int, string> ByNumber
    {
        get
        {
            Load();
            return _byNumber!; // Load set it
        }
    }

    private static int Number(T value) => Unsafe.BitCast<T, int>(value);

    private void Load()
    {
        if (_byNumber is not null)
        {
            return;
        }

        var byNumber = new Dictionary<int, string>();
        var byName = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (Range part in names.AsSpan().Split(' '))
        {
            ReadOnlySpan<char> pair = names.AsSpan()[part];
            int equals = pair.IndexOf('=');
            string name = pair[..equals].ToString();
            int number = int.Parse(pair[(equals + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            byNumber.TryAdd(number, name);
            byName[name] = number;
        }

        _byName = byName;
        Volatile.Write(ref _byNumber, byNumber);
    }
}
