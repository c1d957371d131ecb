namespace Istiod.ControlZ;

/// <summary>What a method does at a path.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="HasEffect">Whether it changes something; then foreign web pages are kept off.</param>
/// <param name="Run">Answers.</param>
internal sealed record ControlAction(string Method, bool HasEffect, RequestDelegate Run);
