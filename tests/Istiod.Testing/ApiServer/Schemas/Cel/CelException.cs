namespace Istiod.Testing.ApiServer.Schemas.Cel;

/// <summary>A rule cannot be read, or not be evaluated for a value.</summary>
internal sealed class CelException(string message) : Exception(message);
