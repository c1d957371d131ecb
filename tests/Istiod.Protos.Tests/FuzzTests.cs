using System.Text;
using System.Text.Json;
using Istiod.Protobuf;

namespace Istiod.Protos.Tests;

/// <summary>Damaged input: the readers throw their own exceptions and no others, whatever comes.</summary>
public sealed class FuzzTests
{
    private const int Rounds = 20_000;

    private static readonly Dictionary<string, AnyType> Types = ProtoTypes.Every().ToDictionary(type => type.Name);

    [Fact]
    public void Parse_DamagedBytes_ThrowsProtoExceptionOrKeepsThem()
    {
        var random = new Random(4711);
        int refused = 0;
        for (int round = 0; round < Rounds; round++)
        {
            CorpusMessage m = Corpus.Messages[random.Next(Corpus.Messages.Count)];
            if (!ProtoTypes.Resolver.TryFind(m.Type, out AnyType type))
            {
                continue;
            }

            byte[] damaged = Damage(m.Binary, random);
            try
            {
                ProtoMessage message = type.Parse(damaged);
                byte[] written = message.ToByteArray();
                Assert.Equal(written, type.Parse(written).ToByteArray());
                _ = message.ToJson(ProtoJsonOptions.Golden(ProtoTypes.Resolver));
            }
            catch (ProtoException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, Rounds / 20, Rounds);
    }

    [Fact]
    public void ReadJson_DamagedText_ThrowsProtoJsonException()
    {
        var random = new Random(4712);
        var options = new ProtoJsonOptions { AnyResolver = ProtoTypes.Resolver };
        int refused = 0;
        for (int round = 0; round < Rounds; round++)
        {
            CorpusMessage m = Corpus.Messages[random.Next(Corpus.Messages.Count)];
            if (!ProtoTypes.Resolver.TryFind(m.Type, out AnyType type))
            {
                continue;
            }

            byte[] damaged = Damage(Encoding.UTF8.GetBytes(m.Json), random);
            try
            {
                var reader = new Utf8JsonReader(damaged, new JsonReaderOptions { MaxDepth = 500 });
                _ = type.ReadJson(ref reader, options).ToByteArray();
            }
            catch (ProtoJsonException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, Rounds / 10, Rounds);
    }

    [Fact]
    public void Parse_RandomBytes_ThrowsProtoExceptionOrKeepsThem()
    {
        var random = new Random(4713);
        AnyType[] types = [.. Types.Values];
        for (int round = 0; round < Rounds; round++)
        {
            byte[] bytes = new byte[random.Next(64)];
            random.NextBytes(bytes);
            try
            {
                _ = types[random.Next(types.Length)].Parse(bytes).ToByteArray();
            }
            catch (ProtoException)
            {
                // that is what it is for
            }
        }
    }

    private static byte[] Damage(byte[] bytes, Random random)
    {
        byte[] copy = (byte[])bytes.Clone();
        for (int i = random.Next(1, 4); i > 0 && copy.Length > 0; i--)
        {
            int at = random.Next(copy.Length);
            switch (random.Next(4))
            {
                case 0:
                    copy[at] = (byte)random.Next(256);
                    break;
                case 1:
                    copy[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    copy = copy[..at];
                    break;
                default:
                    copy = [.. copy.AsSpan(0, at), (byte)random.Next(256), .. copy.AsSpan(at)];
                    break;
            }
        }

        return copy;
    }
}
