namespace Istiod.GoTemplate.Tests;

/// <summary>Tests that measure time: nothing else runs beside them.</summary>
[CollectionDefinition(nameof(Timed), DisableParallelization = true)]
public static class Timed;
