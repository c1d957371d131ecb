using System.Collections.Concurrent;
using Istiod.GoTemplate;
using Istiod.Protobuf;

namespace Istiod.Webhooks.Injection.Templates;

/// <summary>A pointer to one of protobuf's own messages: a wrapper (<c>Value</c>) or a duration (<c>Seconds</c>, <c>Nanos</c>).</summary>
internal sealed class WellKnownObject : GoObject
{
    private static readonly ConcurrentDictionary<string, Info> s_types = new(StringComparer.Ordinal);
    private readonly Info _info;
    private readonly object _value;

    private WellKnownObject(Info info, object value)
    {
        _info = info;
        _value = value;
    }

    /// <summary><c>*durationpb.Duration</c>.</summary>
    public static GoType DurationType => TypeOf("google.protobuf.Duration");

    /// <summary>The duration; zero if it is something else.</summary>
    public Duration Duration => _value is Duration duration ? duration : default;

    /// <inheritdoc/>
    public override GoType Type => _info;

    /// <inheritdoc/>
    public override int FieldCount => _info.Fields.Length;

    /// <summary>The value of a field of a well-known type; the nil pointer if it is not set.</summary>
    public static GoValue Of(string typeName, object? value)
    {
        Info info = TypeOf(typeName);
        return value is null ? GoValue.NilOf(info)
            : info.Fields.Length > 0 ? GoValue.From(new WellKnownObject(info, value))
            : ProtoValues.Scalar(value);
    }

    /// <inheritdoc/>
    public override string FieldName(int index) => _info.Fields[index];

    /// <inheritdoc/>
    public override GoValue Field(int index) => _info.Get(this, index);

    /// <inheritdoc/>
    public override void WriteJson(GoJsonWriter writer)
    {
        if (_value is Duration duration)
        {
            writer.String(duration.ToString());
        }
        else
        {
            writer.Value(ProtoValues.Scalar(_value));
        }
    }

    private static Info TypeOf(string typeName) => s_types.GetOrAdd(typeName, static name => new Info(name));

    private sealed class Info : GoType
    {
        private static readonly string[] s_duration = ["Seconds", "Nanos"];
        private static readonly string[] s_wrapper = ["Value"];
        private readonly object? _zero;

        public Info(string typeName)
            : base("*" + GoNameOf(typeName), GoKind.Pointer, new GoType(GoNameOf(typeName), GoKind.Struct))
        {
            (Fields, _zero) = typeName switch
            {
                "google.protobuf.Duration" or "google.protobuf.Timestamp" => (s_duration, null),
                "google.protobuf.BoolValue" => (s_wrapper, (object)false),
                "google.protobuf.StringValue" => (s_wrapper, ""),
                "google.protobuf.Int32Value" => (s_wrapper, 0),
                "google.protobuf.Int64Value" => (s_wrapper, 0L),
                "google.protobuf.UInt32Value" => (s_wrapper, 0u),
                "google.protobuf.UInt64Value" => (s_wrapper, 0UL),
                "google.protobuf.FloatValue" => (s_wrapper, 0f),
                "google.protobuf.DoubleValue" => (s_wrapper, 0d),
                _ => ([], null),
            };
        }

        public string[] Fields { get; }

        public override bool HasField(string name) => Array.IndexOf(Fields, name) >= 0;

        public override GoFunction? FindMethod(string name)
        {
            int field = name.StartsWith("Get", StringComparison.Ordinal) ? Array.IndexOf(Fields, name[3..]) : -1;
            return field < 0 ? null : new GoFunction(name, [], (_, arguments) => Get(arguments[0].AsObject() as WellKnownObject, field));
        }

        public GoValue Get(WellKnownObject? value, int field)
        {
            if (_zero is not null)
            {
                return ProtoValues.Scalar(value?._value ?? _zero);
            }

            (long seconds, int nanos) = value?._value switch
            {
                Duration duration => (duration.Seconds, duration.Nanos),
                Timestamp at => (at.Seconds, at.Nanos),
                _ => (0L, 0),
            };
            return field == 0 ? GoValue.FromInteger(GoType.Int64, seconds) : GoValue.FromInteger(GoType.Int32, nanos);
        }

        private static string GoNameOf(string typeName)
        {
            string name = typeName[(typeName.LastIndexOf('.') + 1)..];
            string package = name is "Duration" ? "durationpb" : name is "Timestamp" ? "timestamppb" : name.EndsWith("Value", StringComparison.Ordinal) ? "wrapperspb" : "structpb";
            return $"{package}.{name}";
        }
    }
}
