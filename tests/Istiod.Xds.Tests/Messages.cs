using Istiod.Protobuf;

namespace Istiod.Xds.Tests;

internal static class Messages
{
    public static byte[] Bytes(this IProtoMessage message) => message.ToByteArray();
}
