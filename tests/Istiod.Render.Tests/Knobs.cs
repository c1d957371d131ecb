using System.Globalization;

namespace Istiod.Render.Tests;

/// <summary>Numbers that the environment may set: seeds and lengths of runs.</summary>
internal static class Knobs
{
    public static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out int number) ? number : otherwise;
}
