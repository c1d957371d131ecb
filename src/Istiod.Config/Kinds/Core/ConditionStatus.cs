using System.Text.Json;
using Istiod.Config.Json;

namespace Istiod.Config.Kinds.Core;

/// <summary>Type and status of a condition.</summary>
internal readonly record struct ConditionStatus(string Type, string Status)
{
    public static ConditionStatus Read(ref Utf8JsonReader reader)
    {
        string type = "", status = "";
        bool present = JsonRead.Object(ref reader);
        while (present && JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("type"u8))
            {
                type = JsonRead.String(ref reader);
            }
            else if (reader.ValueTextEquals("status"u8))
            {
                status = JsonRead.String(ref reader);
            }
            else
            {
                JsonRead.Skip(ref reader);
            }
        }

        return new ConditionStatus(type, status);
    }
}
