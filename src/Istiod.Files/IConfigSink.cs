namespace Istiod.Files;

/// <summary>Takes what files hold. Called by one thread at a time.</summary>
public interface IConfigSink
{
    /// <summary>Applies one consistent step: all of it belongs to one turn.</summary>
    void Apply(ConfigBatch batch);
}
