using System.Globalization;
using Istiod.ClusterLoad;

LoadOptions? options = LoadOptions.Parse(args);
if (options is null)
{
    await Console.Error.WriteLineAsync(LoadOptions.Usage);
    return 2;
}

Report report = new(options.ReportFile);
DirectoryInfo home = Directory.CreateTempSubdirectory("cluster-load-");
try
{
    switch (options.Verb)
    {
        case "figures":
            await new ListRun(options, report).RunAsync(home.FullName);
            break;
        case "idle":
            await new IdleRun(options, report).RunAsync(home.FullName);
            break;
        default:
            await new SoakRun(options, report).RunAsync(home.FullName);
            break;
    }
}
finally
{
    home.Delete(recursive: true);
}

Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{report.Failures} of {report.Count} limits do not hold"));
return report.Failures == 0 ? 0 : 1;
