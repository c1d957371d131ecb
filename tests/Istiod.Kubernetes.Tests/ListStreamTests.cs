using System.Text;
using Istiod.Kubernetes.Watching;

namespace Istiod.Kubernetes.Tests;

public sealed class ListStreamTests
{
    private const int Limit = 64 << 10;

    [Theory]
    [InlineData("{\"kind\":\"PodList\",\"metadata\":{\"resourceVersion\":\"7\",\"continue\":\"c\"},\"items\":[{\"a\":1},{\"b\":[{}]}]}", "{\"a\":1} {\"b\":[{}]}", "7", "c")]
    [InlineData("{\"items\": [ {\"a\":\"]}\"} ,\n {\"b\":\"\\\\\"} ] , \"metadata\":{\"remainingItemCount\":3,\"resourceVersion\":\"8\"},\"kind\":\"X\"}\n", "{\"a\":\"]}\"} {\"b\":\"\\\\\"}", "8", "")]
    [InlineData("{\"metadata\":{\"resourceVersion\":\"9\",\"x\":{\"resourceVersion\":\"1\"}},\"items\":[]}", "", "9", "")]
    [InlineData("{\"metadata\":{\"resourceVersion\":\"9\"},\"items\":null}", "", "9", "")]
    [InlineData("{\"other\":{\"items\":[1,2]},\"metadata\":{\"resourceVersion\":\"9\"}}", "", "9", "")]
    public async Task List_AnyOrderAndPieces_GivesItemsAndVersion(string text, string items, string version, string next)
    {
        for (int piece = 1; piece < 40; piece++)
        {
            using PiecewiseStream stream = new(Encoding.UTF8.GetBytes(text), piece);
            using ListStream list = new(stream, Limit);
            List<string> found = [];
            while (await list.NextAsync(CancellationToken.None))
            {
                found.Add(Encoding.UTF8.GetString(list.Current));
            }

            Assert.Equal(items, string.Join(' ', found));
            Assert.Equal(version, list.ResourceVersion);
            Assert.Equal(next, list.Continue);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"items\":[{\"a\":1}")]
    [InlineData("{\"items\":[{\"a\":1")]
    [InlineData("{\"metadata\":{\"resourceVersion\":\"7\"},\"items\":[{}]")]
    public async Task List_BrokenOff_IsNoEnd(string text)
    {
        using PiecewiseStream stream = new(Encoding.UTF8.GetBytes(text), 5);
        using ListStream list = new(stream, Limit);

        await Assert.ThrowsAsync<IOException>(() => ReadAllAsync(list));
    }

    [Theory]
    [InlineData("<html>")]
    [InlineData("{\"items\":[5]}")]
    [InlineData("{\"items\":[{}}")]
    public async Task List_NoJson_Fails(string text)
    {
        using PiecewiseStream stream = new(Encoding.UTF8.GetBytes(text), 5);
        using ListStream list = new(stream, Limit);

        await Assert.ThrowsAnyAsync<Exception>(() => ReadAllAsync(list));
    }

    [Fact]
    public async Task List_ItemAboveTheLimit_Fails()
    {
        using PiecewiseStream stream = new(Encoding.UTF8.GetBytes("{\"items\":[{\"a\":\"" + new string('x', 2 * Limit)), 4096);
        using ListStream list = new(stream, Limit);

        await Assert.ThrowsAsync<IOException>(() => ReadAllAsync(list));
    }

    private static async Task ReadAllAsync(ListStream list)
    {
        while (await list.NextAsync(CancellationToken.None))
        {
            // all of it
        }
    }
}
