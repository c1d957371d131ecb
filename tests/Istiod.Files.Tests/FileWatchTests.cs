using System.Diagnostics;
using Istiod.Config.Kinds.Core;

namespace Istiod.Files.Tests;

public sealed class FileWatchTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly RecordingSink _sink = new();
    private readonly CancellationTokenSource _stop = new();
    private Task _watching = Task.CompletedTask;

    public void Dispose()
    {
        _stop.Cancel();
        Assert.True(_watching.Wait(TimeSpan.FromSeconds(10)));
        _stop.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Watch_FileWrittenRenamedAndRemoved_IsSeen()
    {
        _folder.Write("a.yaml", TempFolder.Service("one"));
        Start(_folder.Root);
        _sink.NextOf("one");
        _folder.Write("b.yaml", TempFolder.Service("two"));
        Assert.NotNull(_sink.NextOf("two").Object);
        _folder.Replace("b.yaml", TempFolder.Service("two", 8080));
        Assert.Equal(8080, _sink.NextOf("two").Object!.SpecAs<ServiceSpec>().Ports[0].Port);
        File.Delete(Path.Combine(_folder.Root, "a.yaml"));
        Assert.Null(_sink.NextOf("one").Object);
        Assert.Equal(0, _sink.Waiting);
    }

    [Fact]
    public void Watch_DataLinkSwapped_IsSeen()
    {
        // As the kubelet mounts a ConfigMap.
        _folder.Write("..1/a.yaml", TempFolder.Service("one", 1));
        _folder.Write("..2/a.yaml", TempFolder.Service("one", 2));
        string link = Path.Combine(_folder.Root, "..data");
        Directory.CreateSymbolicLink(link, "..1");
        File.CreateSymbolicLink(Path.Combine(_folder.Root, "a.yaml"), "..data/a.yaml");
        Start(_folder.Root);
        Assert.Equal(1, _sink.NextOf("one").Object!.SpecAs<ServiceSpec>().Ports[0].Port);
        Directory.CreateSymbolicLink(link + "_tmp", "..2");
        using (Process rename = Process.Start("mv", ["-T", link + "_tmp", link]))
        {
            rename.WaitForExit();
        }

        Assert.Equal(2, _sink.NextOf("one").Object!.SpecAs<ServiceSpec>().Ports[0].Port);
    }

    [Fact]
    public void Watch_NewDirectoryWithFiles_IsSeen()
    {
        Start(_folder.Root);
        _folder.Write("deep/er/a.yaml", TempFolder.Service("one"));
        Assert.NotNull(_sink.NextOf("one").Object);
        _folder.Replace("deep/er/a.yaml", TempFolder.Service("one", 7));
        Assert.Equal(7, _sink.NextOf("one").Object!.SpecAs<ServiceSpec>().Ports[0].Port);
        Directory.Delete(Path.Combine(_folder.Root, "deep"), recursive: true);
        Assert.Null(_sink.NextOf("one").Object);
    }

    [Fact]
    public void Watch_SingleFileReplaced_IsSeen()
    {
        string path = _folder.Write("only.conf", TempFolder.Service("one"));
        _folder.Write("other.yaml", TempFolder.Service("two"));
        Start(path);
        _sink.NextOf("one");
        _folder.Replace("other.yaml", TempFolder.Service("two", 2));
        _folder.Replace("only.conf", TempFolder.Service("one", 2));
        ConfigBatch batch = _sink.Next();
        Assert.Equal("one", Assert.Single(batch.Changes).Key.Name);
    }

    private void Start(string path)
    {
        FileSource source = new(new FileSourceOptions { Paths = [path] }, _sink);
        source.ReadOnce();
        _watching = source.WatchAsync(_stop.Token);
    }
}
