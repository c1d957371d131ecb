using System.Globalization;
using System.Text;
using Istiod.Primitives;

namespace Istiod.Config.Validation;

/// <summary>What the rules of a kind say of one object: faults that refuse it and warnings that do not. Immutable.</summary>
public sealed class ValidationReport
{
    /// <summary>Nothing to say.</summary>
    public static readonly ValidationReport Valid = new([], [], isList: false);

    private readonly bool _isList;

    /// <param name="isList">A single fault is worded as a list of one.</param>
    internal ValidationReport(ValueArray<Finding> errors, ValueArray<Finding> warnings, bool isList)
    {
        Errors = errors;
        Warnings = warnings;
        _isList = isList || errors.Count > 1;
    }

    /// <summary>All faults, in the order of the rules; empty if the object is fine.</summary>
    public ValueArray<Finding> Errors { get; }

    /// <summary>Warnings, in the order of the rules. Of a refused object they are no use to its author and not shown by the reference.</summary>
    public ValueArray<Finding> Warnings { get; }

    /// <summary>Whether nothing refuses the object.</summary>
    public bool IsValid => Errors.Count == 0;

    /// <summary>The faults as the reference words them: the message of one, or a count and one line for each. Empty if valid.</summary>
    /// <remarks>Layout of github.com/hashicorp/go-multierror, which users' tools match on.</remarks>
    public string ErrorText => Text(Errors, _isList);

    /// <summary>Messages as <see cref="ErrorText"/> has them.</summary>
    internal static string Text(ValueArray<Finding> errors, bool isList)
    {
        if (errors.Count == 0)
        {
            return "";
        }

        if (!isList)
        {
            return errors[0].Message;
        }

        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{errors.Count} {(errors.Count == 1 ? "error" : "errors")} occurred:\n");
        foreach (Finding error in errors)
        {
            text.Append("\t* ").Append(error.Message).Append('\n');
        }

        return text.Append('\n').ToString();
    }
}
