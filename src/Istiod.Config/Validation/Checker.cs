using System.Globalization;
using System.Text;
using Istiod.Primitives;

namespace Istiod.Config.Validation;

/// <summary>Collects what rules find in one object, with the place of each. The place is only put into words when something is found.</summary>
/// <remarks>
/// The rules' order and grouping follow the reference: an error that its code collects with multierror.Append is a <see cref="Listed(string?)"/>
/// one here, so that a single one is worded as a list too.
/// </remarks>
internal sealed class Checker(string owner)
{
    /// <summary>More findings than anybody reads; keeps a hostile object from growing the answer without bound.</summary>
    public const int MaxFindings = 1000;

    private readonly List<Step> _path = [];
    private readonly List<Finding> _errors = [];
    private readonly List<Finding> _warnings = [];
    private bool _isList;
    private int _quiet;

    /// <summary>Whether a fault was found so far.</summary>
    public bool HasErrors => _errors.Count > 0;

    /// <summary>How many faults were found so far.</summary>
    public int ErrorCount => _errors.Count;

    /// <summary>A fault at this place; null is none.</summary>
    public void Error(string? message) => Add(_errors, "config.invalid", "", message);

    /// <summary>A fault at a field of this place; null is none.</summary>
    public void Error(string field, string? message) => Add(_errors, "config.invalid", field, message);

    /// <summary>A fault that is worded as a list even if it is the only one.</summary>
    public void Listed(string field, string? message)
    {
        _isList |= message is not null;
        Error(field, message);
    }

    /// <summary>A fault of this place that is worded as a list even if it is the only one.</summary>
    public void Listed(string? message) => Listed("", message);

    /// <summary>A warning at this place; null is none.</summary>
    public void Warning(string? message) => Warning("", message);

    /// <summary>A warning at a field of this place; null is none.</summary>
    public void Warning(string field, string? message)
    {
        if (_quiet == 0)
        {
            Add(_warnings, "config.warning", field, message);
        }
    }

    /// <summary>Goes to a field until the scope ends.</summary>
    public Scope In(string field) => Enter(new Step(field, -1, null));

    /// <summary>Goes to an item of a list until the scope ends.</summary>
    public Scope In(string field, int index) => Enter(new Step(field, index, null));

    /// <summary>Goes to an entry of a map until the scope ends.</summary>
    public Scope In(string field, string key) => Enter(new Step(field, -1, key));

    /// <summary>Leaves out warnings until the scope ends: places whose warnings the reference drops.</summary>
    public Scope Quiet()
    {
        _quiet++;
        return new Scope(this, isQuiet: true);
    }

    /// <summary>Forgets all that was found and keeps one fault.</summary>
    public void Only(string message)
    {
        _errors.Clear();
        _warnings.Clear();
        _isList = false;
        Error(message);
    }

    /// <summary>What was found.</summary>
    /// <param name="prefix">Comes before each fault's message.</param>
    public ValidationReport Finish(string prefix = "")
    {
        if (_errors.Count == 0 && _warnings.Count == 0)
        {
            return ValidationReport.Valid;
        }

        if (prefix.Length > 0)
        {
            for (int i = 0; i < _errors.Count; i++)
            {
                _errors[i] = _errors[i] with { Message = prefix + _errors[i].Message };
            }
        }

        return new ValidationReport(ValueArray.From(_errors), ValueArray.From(_warnings), _isList);
    }

    private Scope Enter(Step step)
    {
        _path.Add(step);
        return new Scope(this, isQuiet: false);
    }

    private void Add(List<Finding> findings, string code, string field, string? message)
    {
        if (message is not null && findings.Count < MaxFindings)
        {
            findings.Add(new Finding(code, Place(field), message));
        }
    }

    private string Place(string field)
    {
        StringBuilder text = new(owner);
        text.Append(": spec");
        foreach (Step step in _path)
        {
            text.Append('.').Append(step.Field);
            if (step.Index >= 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"[{step.Index}]");
            }
            else if (step.Key is not null)
            {
                text.Append('[').Append(step.Key.Length > 64 ? step.Key.AsSpan(0, 64) : step.Key).Append(']');
            }
        }

        return field.Length == 0 ? text.ToString() : text.Append('.').Append(field).ToString();
    }

    private readonly record struct Step(string Field, int Index, string? Key);

    /// <summary>Ends a stay at a place.</summary>
    public readonly struct Scope(Checker checker, bool isQuiet) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose()
        {
            if (isQuiet)
            {
                checker._quiet--;
            }
            else
            {
                checker._path.RemoveAt(checker._path.Count - 1);
            }
        }
    }
}
