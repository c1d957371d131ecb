namespace Istiod.Aot.Tests;

/// <summary>Tests over the published binary run one after another and share it.</summary>
[CollectionDefinition(Name)]
public sealed class BinaryCollection : ICollectionFixture<PublishedBinary>
{
    /// <summary>The collection's name.</summary>
    public const string Name = "published binary";
}
