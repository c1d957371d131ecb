using System.Diagnostics.CodeAnalysis;
using Istiod.Benchmarks.Harness;

namespace Istiod.Benchmarks;

/// <summary>What a check runs and what it holds the figures against.</summary>
internal sealed class CheckOptions
{
    private CheckOptions()
    {
    }

    /// <summary>Stages to run; empty: all.</summary>
    public List<IStage> Stages { get; } = [];

    /// <summary>File of budgets.</summary>
    public string Budgets { get; private set; } = Path.Combine(AppContext.BaseDirectory, "budgets.json");

    /// <summary>File of recorded figures; empty for none.</summary>
    public string Baseline { get; private set; } = "";

    /// <summary>Where the figures are written; empty for nowhere.</summary>
    public string Record { get; private set; } = "";

    /// <summary>Reads the command line.</summary>
    public static bool TryRead(string[] args, [NotNullWhen(true)] out CheckOptions? options)
    {
        CheckOptions read = new();
        options = null;
        for (int i = 0; i < args.Length; i++)
        {
            if (StageCatalog.Find(args[i]) is { } stage)
            {
                read.Stages.Add(stage);
            }
            else if (i + 1 == args.Length || !read.TrySet(args[i], args[++i]))
            {
                return false;
            }
        }

        options = read;
        return true;
    }

    private bool TrySet(string name, string value)
    {
        switch (name)
        {
            case "--budgets":
                Budgets = value;
                return true;
            case "--baseline":
                Baseline = value;
                return true;
            case "--record":
                Record = value;
                return true;
            default:
                return false;
        }
    }
}
