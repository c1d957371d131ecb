using Istiod.Primitives;

namespace Istiod.Config.Yaml;

/// <summary>One document of a file: its content, or what is wrong with it.</summary>
/// <param name="Index">Number among the non-empty documents of the file, from 0.</param>
/// <param name="Line">Line of the file where it begins, from 1.</param>
/// <param name="Root">The content; null if broken.</param>
/// <param name="Fault">What is wrong, with <c>file:line</c>; null if it was read.</param>
public sealed record YamlDocument(int Index, int Line, DataNode? Root, Finding? Fault);
