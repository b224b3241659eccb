using FastEmit.Generators.Model;

namespace FastEmit.Generators.Emission;

/// <content>Writes values.</content>
internal sealed partial class JsonBody
{
    private void Value(ValueModel value, string expression)
    {
        switch (value)
        {
            case ScalarValue scalar:
                Scalar(scalar, expression);
                break;
            case LimitedStringValue limited:
                Limited(limited, expression);
                break;
            case NullableValue nullable:
                Nullable(nullable, expression);
                break;
            case EnumValue enumeration:
                Current.Add($"{enumeration.Name}.Bytes");
                Statement($"at = ref {enumeration.Name}.Write(ref at, {expression}{(enumeration.AsKey ? ", isKey: true" : "")});");
                break;
            case ObjectValue nested:
                Current.Add(4); // null
                Statement($"at = ref {nested.Name}.Write(ref writer, ref at, {expression});");
                break;
            case ConverterValue converter:
                Current.Add(4);
                Call($"Convert<{converter.ConverterType}, {converter.ValueType}>(ref writer, ref at, {expression})");
                break;
            case BridgeValue bridge:
                Current.Add(4);
                Call($"JsonConverter<{bridge.ConverterType}, {bridge.ValueType}>(ref writer, ref at, {expression})");
                break;
            case AttachmentValue attachment:
                Attachment(attachment, expression);
                break;
            case ListValue list:
                List(list, expression);
                break;
            case DictionaryValue dictionary:
                Dictionary(dictionary, expression);
                break;
            default:
                throw new InvalidOperationException($"No way to write {value}.");
        }
    }

    private void Scalar(ScalarValue scalar, string expression)
    {
        string converted = scalar.Cast is null ? expression : $"({scalar.Cast}){expression}";
        Current.Add(Budget.Of(scalar.Kind));
        switch (scalar.Kind)
        {
            case ScalarKind.String:
                Current.Add($"{Json}.StringBytes({expression})");
                Call($"String(ref writer, ref at, {expression})");
                break;
            case > ScalarKind.String:
                Literal(scalar.Quoted ? "\"" : "");
                Call($"{scalar.Kind}(ref writer, ref at, {converted})");
                Literal(scalar.Quoted ? "\"" : "");
                break;
            default:
                if (scalar.NamedFloats)
                {
                    Call($"NamedFloat(ref at, {converted}, quoted: {(scalar.Quoted ? "true" : "false")})");
                    break;
                }

                Literal(scalar.Quoted ? "\"" : "");
                Call($"{scalar.Kind}(ref at, {converted})");
                Literal(scalar.Quoted ? "\"" : "");
                break;
        }
    }

    private void Limited(LimitedStringValue limited, string expression)
    {
        if (limited.Reject)
        {
            Flush();
            _lines.Open($"if ({expression}?.Length > {limited.MaxLength})");
            _lines.Line("writer.Reject();");
            _lines.Close();
            _lines.Line();
        }

        Current.Add($"{Json}.StringBytes({expression}, {limited.MaxLength})");
        Call($"LimitedString(ref writer, ref at, {expression}, {limited.MaxLength})");
    }

    private void Nullable(NullableValue nullable, string expression)
    {
        string value = Temporary("value");
        OpenNullable($"{expression} is {{ }} {value}");
        Value(nullable.Inner, nullable.Inner is ScalarValue { Kind: ScalarKind.String } ? expression : value);
        CloseNullable();
    }

    private void Attachment(AttachmentValue attachment, string expression)
    {
        Current.Add(32); // UncheckedJson.AttachmentBytes
        if (!attachment.IsArray)
        {
            Call($"Attachment(ref writer, ref at, {expression})");
            return;
        }

        OpenNullable($"{expression} is not null");
        Call($"Attachment(ref writer, ref at, {expression})");
        CloseNullable();
    }

    /// <summary>Opens the branch for a value; <see cref="CloseNullable"/> adds the one that writes null.</summary>
    private void OpenNullable(string condition)
    {
        Flush();
        Current.Add(4);
        _lines.Open($"if ({condition})");
    }

    private void CloseNullable()
    {
        Flush();
        _lines.Close();
        _lines.Open("else");
        _lines.Line($"at = ref {Json}.Null(ref at);");
        _lines.Close();
        _lines.Line();
    }
}
