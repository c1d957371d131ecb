using System.Collections.Generic;

namespace Istiod.Generators.Protobuf.Parsing;

/// <summary>Reads the proto2 and proto3 subset that messages need: no groups, no extensions; services and options are skipped.</summary>
internal sealed class ProtoParser
{
    private readonly Tokenizer _tokens;
    private readonly List<MessageSpec> _messages = new();
    private readonly List<EnumSpec> _enums = new();
    private string _package = "";
    private bool _isProto3;

    private ProtoParser(string text) => _tokens = new Tokenizer(text);

    /// <summary>Parses one file; a mistake ends the reading and is in the result.</summary>
    public static ParsedFile Parse(string path, string text)
    {
        var parser = new ProtoParser(text);
        var errors = new List<SpecError>();
        try
        {
            parser.File();
        }
        catch (ProtoSyntaxException e)
        {
            errors.Add(new SpecError(Diagnostics.SyntaxId, path, e.Line, e.Message));
        }

        var spec = new FileSpec(path, parser._package, parser._isProto3, new(parser._messages), new(parser._enums));
        return new ParsedFile(spec, new(errors));
    }

    private void File()
    {
        while (_tokens.Current.Length > 0)
        {
            switch (_tokens.Current)
            {
                case "syntax":
                    _tokens.Take();
                    _tokens.Expect("=");
                    _isProto3 = _tokens.Take() == "proto3";
                    _tokens.Expect(";");
                    break;
                case "package":
                    _tokens.Take();
                    _package = _tokens.TakeName();
                    _tokens.Expect(";");
                    break;
                case "import":
                case "option":
                    SkipStatement();
                    break;
                case "message":
                    _messages.Add(Message(_package));
                    break;
                case "enum":
                    _enums.Add(Enum(_package));
                    break;
                case "service":
                case "extend":
                    SkipStatement();
                    break;
                case ";":
                    _tokens.Take();
                    break;
                default:
                    throw Unexpected();
            }
        }
    }

    private MessageSpec Message(string scope)
    {
        _tokens.Expect("message");
        string full = Join(scope, _tokens.TakeName());
        var fields = new List<FieldSpec>();
        var oneofs = new List<string>();
        var messages = new List<MessageSpec>();
        var enums = new List<EnumSpec>();
        _tokens.Expect("{");
        while (!_tokens.TryTake("}"))
        {
            switch (_tokens.Current)
            {
                case "message":
                    messages.Add(Message(full));
                    break;
                case "enum":
                    enums.Add(Enum(full));
                    break;
                case "oneof":
                    Oneof(fields, oneofs);
                    break;
                case "option":
                case "reserved":
                case "extensions":
                case "extend":
                    SkipStatement();
                    break;
                case ";":
                    _tokens.Take();
                    break;
                default:
                    fields.Add(Field(oneof: -1));
                    break;
            }
        }

        return new MessageSpec(full, new(fields), new(oneofs), new(messages), new(enums));
    }

    private void Oneof(List<FieldSpec> fields, List<string> oneofs)
    {
        _tokens.Expect("oneof");
        oneofs.Add(_tokens.TakeName());
        _tokens.Expect("{");
        while (!_tokens.TryTake("}"))
        {
            if (_tokens.Current == "option")
            {
                SkipStatement();
            }
            else
            {
                fields.Add(Field(oneofs.Count - 1));
            }
        }
    }

    private FieldSpec Field(int oneof)
    {
        int line = _tokens.Line;
        FieldLabel label = _tokens.Current switch
        {
            "optional" => FieldLabel.Optional,
            "required" => FieldLabel.Required,
            "repeated" => FieldLabel.Repeated,
            _ => FieldLabel.None,
        };
        if (label != FieldLabel.None)
        {
            _tokens.Take();
        }

        string? key = null;
        string type = _tokens.TakeName();
        if (type == "map" && _tokens.TryTake("<"))
        {
            key = _tokens.TakeName();
            _tokens.Expect(",");
            type = _tokens.TakeName();
            _tokens.Expect(">");
        }

        string name = _tokens.TakeName();
        _tokens.Expect("=");
        int number = _tokens.TakeNumber();
        (string? json, bool? packed) = FieldOptions();
        _tokens.Expect(";");
        return new FieldSpec(name, number, label, type, key, oneof, json, packed, line);
    }

    private (string? Json, bool? Packed) FieldOptions()
    {
        string? json = null;
        bool? packed = null;
        if (!_tokens.TryTake("["))
        {
            return (json, packed);
        }

        do
        {
            string option = _tokens.TryTake("(") ? "(" : _tokens.TakeName();
            while (_tokens.Current != "=")
            {
                RefuseEnd();
                _tokens.Take();
            }

            _tokens.Expect("=");
            if (option == "json_name")
            {
                json = _tokens.Take();
            }
            else if (option == "packed")
            {
                packed = _tokens.Take() == "true";
            }
            else
            {
                SkipValue();
            }
        }
        while (_tokens.TryTake(","));
        _tokens.Expect("]");
        return (json, packed);
    }

    private EnumSpec Enum(string scope)
    {
        _tokens.Expect("enum");
        string full = Join(scope, _tokens.TakeName());
        var values = new List<EnumValueSpec>();
        _tokens.Expect("{");
        while (!_tokens.TryTake("}"))
        {
            if (_tokens.Current is "option" or "reserved")
            {
                SkipStatement();
                continue;
            }

            if (_tokens.TryTake(";"))
            {
                continue;
            }

            string name = _tokens.TakeName();
            _tokens.Expect("=");
            values.Add(new EnumValueSpec(name, _tokens.TakeNumber()));
            FieldOptions();
            _tokens.Expect(";");
        }

        return new EnumSpec(full, new(values));
    }

    private void SkipValue()
    {
        if (_tokens.TryTake("-"))
        {
            _tokens.Take();
        }
        else if (_tokens.Current == "{" && !_tokens.IsString)
        {
            SkipBlock();
        }
        else
        {
            _tokens.Take();
        }
    }

    /// <summary>Skips to a semicolon, or over the first block.</summary>
    private void SkipStatement()
    {
        while (!_tokens.TryTake(";"))
        {
            RefuseEnd();
            if (_tokens.Current == "{" && !_tokens.IsString)
            {
                SkipBlock();
                _tokens.TryTake(";");
                return;
            }

            _tokens.Take();
        }
    }

    private void SkipBlock()
    {
        int depth = 0;
        do
        {
            RefuseEnd();
            depth += _tokens.IsString ? 0 : _tokens.Current switch { "{" => 1, "}" => -1, _ => 0 };
            _tokens.Take();
        }
        while (depth > 0);
    }

    private void RefuseEnd()
    {
        if (_tokens.Current.Length == 0 && !_tokens.IsString)
        {
            throw new ProtoSyntaxException(_tokens.Line, "file ends too early");
        }
    }

    private ProtoSyntaxException Unexpected() => new(_tokens.Line, "unexpected '" + _tokens.Current + "'");

    private static string Join(string scope, string name) => scope.Length == 0 ? name : scope + "." + name;
}
