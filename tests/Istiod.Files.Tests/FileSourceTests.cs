using Istiod.Config.Kinds.Core;

namespace Istiod.Files.Tests;

public sealed class FileSourceTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly RecordingSink _sink = new();
    private readonly FileSource _source;

    public FileSourceTests() => _source = new FileSource(new FileSourceOptions { Paths = [_folder.Root] }, _sink);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ReadOnce_FilesAndDocuments_ComeInOrderOfCreation()
    {
        _folder.Write("b.yaml", TempFolder.Service("b1") + "---\n" + TempFolder.Service("b2"));
        _folder.Write("a.yml", TempFolder.Service("z") + "--- # next\n" + TempFolder.Service("y"));
        _folder.Write("sub/c.json", """{"apiVersion":"v1","kind":"Service","metadata":{"name":"c"},"spec":{"ports":[{"port":1}]}}""");
        _folder.Write("ignored.txt", "nothing");
        _folder.Write(".hidden.yaml", TempFolder.Service("hidden"));
        _source.ReadOnce();
        ConfigBatch batch = _sink.Next();
        Assert.Equal(["z", "y", "b1", "b2", "c"], batch.Changes.Select(static c => c.Key.Name));
        Assert.All(batch.Changes, static c => Assert.Equal("default", c.Key.Namespace));
        Assert.Empty(batch.Findings);
        ServiceSpec first = batch.Changes[0].Object!.SpecAs<ServiceSpec>();
        Assert.Equal("10.96.128.1", first.ClusterIP);
        Assert.Equal("TCP", first.Ports[0].Protocol);
    }

    [Fact]
    public void ReadOnce_NewFileBetween_IsOlderThanTheNext()
    {
        _folder.Write("a.yaml", TempFolder.Service("a"));
        _folder.Write("c.yaml", TempFolder.Service("c"));
        _source.ReadOnce();
        ConfigBatch first = _sink.Next();
        _folder.Write("b.yaml", TempFolder.Service("b"));
        _source.ReadOnce();
        ConfigChange between = Assert.Single(_sink.Next().Changes);
        Assert.InRange(between.Object!.Meta.CreationTime, first.Changes[0].Object!.Meta.CreationTime.AddTicks(1), first.Changes[1].Object!.Meta.CreationTime.AddTicks(-1));
    }

    [Fact]
    public void ReadOnce_EditedFile_ChangesAndDeletes()
    {
        string path = _folder.Write("a.yaml", TempFolder.Service("one") + "---\n" + TempFolder.Service("two") + "---\n" + TempFolder.Service("three"));
        _source.ReadOnce();
        _sink.Next();
        File.WriteAllText(path, TempFolder.Service("one") + "---\n" + TempFolder.Service("two", 8080));
        _source.ReadOnce();
        ConfigBatch batch = _sink.Next();
        Assert.Equal(["three", "two"], batch.Changes.Select(static c => c.Key.Name));
        Assert.Null(batch.Changes[0].Object);
        Assert.Equal(8080, batch.Changes[1].Object!.SpecAs<ServiceSpec>().Ports[0].Port);
        File.Delete(path);
        _source.ReadOnce();
        Assert.All(_sink.Next().Changes, static c => Assert.Null(c.Object));
    }

    [Fact]
    public void ReadOnce_SameContentWrittenAgain_GivesNothing()
    {
        string path = _folder.Write("a.yaml", TempFolder.Service("one"));
        _source.ReadOnce();
        _sink.Next();
        File.WriteAllText(path, "# only a comment more\n" + TempFolder.Service("one"));
        _source.ReadOnce();
        Assert.Equal(0, _sink.Waiting);
    }

    [Fact]
    public void ReadOnce_BrokenDocument_IsReportedAndKeepsLastGoodState()
    {
        string path = _folder.Write("a.yaml", TempFolder.Service("one") + "---\n" + TempFolder.Service("two"));
        _source.ReadOnce();
        _sink.Next();
        File.WriteAllText(path, TempFolder.Service("one", 81) + "---\napiVersion: v1\nkind: [Service\n");
        _source.ReadOnce();
        ConfigBatch batch = _sink.Next();
        Assert.Equal("one", Assert.Single(batch.Changes).Key.Name);
        Assert.StartsWith($"{path}:", Assert.Single(batch.Findings).Path, StringComparison.Ordinal);
        Assert.Equal(10, int.Parse(batch.Findings[0].Path.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture), 2.0);
        Assert.Equal(batch.Findings, _source.Findings);
        File.WriteAllText(path, TempFolder.Service("one", 81));
        _source.ReadOnce();
        Assert.Equal("two", Assert.Single(_sink.Next().Changes).Key.Name);
        Assert.Empty(_source.Findings);
    }

    [Fact]
    public void ReadOnce_ValueOfWrongType_IsReportedAndKeepsLastGoodState()
    {
        string path = _folder.Write("a.yaml", TempFolder.Service("one") + "---\n" + TempFolder.Service("two"));
        _source.ReadOnce();
        _sink.Next();
        File.WriteAllText(path, TempFolder.Service("one", 81) + "---\n" + TempFolder.Service("two").Replace("port: 80", "port: eighty", StringComparison.Ordinal));
        _source.ReadOnce();
        ConfigBatch batch = _sink.Next();
        Assert.Equal("one", Assert.Single(batch.Changes).Key.Name);
        Assert.Equal($"{path}:9", Assert.Single(batch.Findings).Path);
    }

    [Fact]
    public void ReadOnce_List_IsExpanded()
    {
        _folder.Write("a.yaml", "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Service\n  metadata: {name: one}\n- apiVersion: v1\n  kind: Namespace\n  metadata: {name: two}\n---\napiVersion: v1\nkind: ServiceList\nitems:\n- metadata: {name: three}\n");
        _source.ReadOnce();
        Assert.Equal(["one", "two", "three"], _sink.Next().Changes.Select(static c => c.Key.Name));
    }

    [Fact]
    public void ReadOnce_SameObjectInTwoFiles_FirstCountsUntilItGoes()
    {
        string first = _folder.Write("a.yaml", TempFolder.Service("one", 1));
        _folder.Write("b.yaml", TempFolder.Service("one", 2));
        _source.ReadOnce();
        ConfigBatch batch = _sink.Next();
        Assert.Equal(1, Assert.Single(batch.Changes).Object!.SpecAs<ServiceSpec>().Ports[0].Port);
        Assert.Equal("object.duplicate", Assert.Single(batch.Findings).Code);
        File.Delete(first);
        _source.ReadOnce();
        Assert.Equal(2, Assert.Single(_sink.Next().Changes).Object!.SpecAs<ServiceSpec>().Ports[0].Port);
    }

    [Fact]
    public void ReadOnce_UnknownKind_IsReported()
    {
        _folder.Write("a.yaml", "apiVersion: batch/v1\nkind: Job\nmetadata: {name: x}\n---\n" + TempFolder.Service("one"));
        _source.ReadOnce();
        ConfigBatch batch = _sink.Next();
        Assert.Equal("kind.unknown", Assert.Single(batch.Findings).Code);
        Assert.Single(batch.Changes);
    }

    [Theory]
    [InlineData("a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e]\ng: [*f,*f,*f,*f,*f,*f,*f,*f,*f]\n")]
    [InlineData("apiVersion: v1\nkind: Serv")]
    [InlineData("\u0000\u0001")]
    [InlineData("- 1\n- 2\n")]
    [InlineData("just text")]
    public void ReadOnce_MalformedFile_IsReportedAndOthersGoOn(string text)
    {
        _folder.Write("a.yaml", text);
        _folder.Write("b.yaml", TempFolder.Service("one"));
        _source.ReadOnce();
        ConfigBatch batch = _sink.Next();
        Assert.Single(batch.Findings);
        Assert.Equal("one", Assert.Single(batch.Changes).Key.Name);
    }

    [Fact]
    public void ReadOnce_DeepNesting_IsReported()
    {
        _folder.Write("a.yaml", "a: " + new string('[', 10_000) + new string(']', 10_000) + "\n");
        _source.ReadOnce();
        Assert.Contains("max depth", Assert.Single(_sink.Next().Findings).Message, StringComparison.Ordinal);
    }
}
