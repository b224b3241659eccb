using FastEmit.Generators.Json;
using FastEmit.Generators.Model;

namespace FastEmit.Generators.Emission;

/// <summary>Writes the JSON Schema (2020-12) of an event's data on the wire, without the emitter's stamps.</summary>
internal sealed class SchemaEmission
{
    private const string Any = "{}";

    private readonly EventModel _model;
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    private SchemaEmission(EventModel model)
    {
        _model = model;
        var scope = new NameScope([]);
        foreach (NestedModel nested in model.Nested)
        {
            string type = nested switch { ObjectModel known => known.TypeName, EnumModel known => known.TypeName, _ => nested.Name };
            _names.Add(nested.Name, scope.Take(NameOf(type)));
        }
    }

    public static string Emit(EventModel model)
    {
        var emission = new SchemaEmission(model);
        (string Name, string Json)? version = model.VersionJson is { } number ? (EventModel.VersionName, number) : null;
        string schema = model.Types is { } types ? emission.Types(types, version, model.Summary) : emission.Object(model.Members, [version], model.Summary);
        string definitions = string.Join(",", emission.Used(schema).Select(static one => $"{JsonString.Quote(one.Key)}:{one.Value}"));
        return definitions.Length == 0 ? schema : $"{schema.Substring(0, schema.Length - 1)},\"$defs\":{{{definitions}}}}}";
    }

    /// <summary>The alternatives of the event's type, each with its name as title.</summary>
    private string Types(ObjectModel types, (string Name, string Json)? version, string? summary)
    {
        IEnumerable<ObjectModel> all = types.Derived.Select(derived => (ObjectModel)_model.Find(derived.Name));
        IEnumerable<string> choices = (types.IsAbstract ? all : all.Append(types))
            .Select(one => $"{{\"title\":{JsonString.Quote(_names[one.Name])},{Object(one.Members, [Told(one), version], one.Summary).Substring(1)}");
        return Described($"{{\"anyOf\":[{string.Join(",", choices)}]}}", summary);
    }

    /// <summary>The referenced definitions, in the order of the types.</summary>
    private IEnumerable<KeyValuePair<string, string>> Used(string schema)
    {
        if (_model.Whole is null)
        {
            return _model.Nested.Select(nested => new KeyValuePair<string, string>(_names[nested.Name], Definition(nested)));
        }

        var used = new HashSet<string>(StringComparer.Ordinal);
        var texts = new Stack<string>([schema]);
        while (texts.Count > 0)
        {
            string text = texts.Pop();
            foreach (NestedModel nested in _model.Nested.Where(nested => text.Contains(Reference(nested.Name)) && used.Add(nested.Name)))
            {
                texts.Push(Definition(nested));
            }
        }

        return _model.Nested.Where(nested => used.Contains(nested.Name)).Select(nested => new KeyValuePair<string, string>(_names[nested.Name], Definition(nested)));
    }

    private static (string Name, string Json)? Told(ObjectModel model) => model.Discriminator is null ? null : (model.DiscriminatorName, model.Discriminator);

    /// <summary>The event's nested types by the names of their definitions.</summary>
    public static IReadOnlyDictionary<string, NestedModel> Definitions(EventModel model)
    {
        var emission = new SchemaEmission(model);
        return model.Nested.ToDictionary(nested => emission._names[nested.Name]);
    }

    /// <summary>The name of a type in its contract.</summary>
    /// <param name="type">The type, fully qualified.</param>
    public static string NameOf(string type)
    {
        int arguments = type.IndexOf('<');
        string plain = arguments < 0 ? type : type.Substring(0, arguments);
        string inner = arguments < 0 ? "" : string.Concat(type.Substring(arguments + 1).Split(',').Select(NameOf));
        string name = new([.. plain.Substring(plain.LastIndexOfAny(['.', ':']) + 1).Where(static c => c < 128 && (char.IsLetterOrDigit(c) || c == '_'))]);
        return (name.Length == 0 || char.IsDigit(name[0]) ? "T" : "") + name + inner;
    }

    private static string Described(string schema, string? summary) => summary is null
        ? schema
        : $"{{\"description\":{JsonString.Quote(summary)}{(schema == Any ? "" : ",")}{schema.Substring(1)}";

    private string Definition(NestedModel nested)
    {
        switch (nested)
        {
            case EnumModel enumeration:
                string names = string.Join(",", enumeration.Fields.Select(static field => JsonString.Quote(field.JsonName)));
                return Described(enumeration.IsFlags || enumeration.Fields.Count == 0 ? "{\"type\":[\"string\",\"integer\"]}" : $"{{\"enum\":[{names}]}}", enumeration.Summary);
            case ObjectModel known:
                string own = Object(known.Members, [Told(known)], known.Summary);
                return known.Derived.Count == 0 ? own : $"{{\"anyOf\":[{string.Join(",", known.Derived.Select(derived => Reference(derived.Name)).Append(own))}]}}";
            default:
                return Any;
        }
    }

    private string Object(IEnumerable<MemberModel> members, (string Name, string Json)?[] constants, string? summary)
    {
        MemberModel[] written = [.. members.Where(static m => m.Redaction != Redaction.Drop).OrderBy(static m => m.Order)];
        bool isOpen = written.Any(static m => m.Value is ExtensionValue);
        written = [.. written.Where(static m => m.Value is not ExtensionValue)];
        IEnumerable<string> properties = written.Select(m => $"{JsonString.Quote(m.JsonName)}:{Member(m)}");
        IEnumerable<string> required = written.Where(static m => m.Condition == WriteCondition.Always).Select(static m => JsonString.Quote(m.JsonName));
        foreach ((string Name, string Json) told in Enumerable.Reverse(constants).OfType<(string, string)>())
        {
            properties = properties.Prepend($"{JsonString.Quote(told.Name)}:{{\"const\":{told.Json}}}");
            required = required.Prepend(JsonString.Quote(told.Name));
        }

        return Described($"{{\"type\":\"object\",\"properties\":{{{string.Join(",", properties)}}},\"required\":[{string.Join(",", required)}]{(isOpen ? "" : ",\"additionalProperties\":false")}}}", summary);
    }

    private string Member(MemberModel member)
    {
        string schema = member.Redaction switch
        {
            Redaction.Mask => "{\"const\":\"***\"}",
            Redaction.Hash => "{\"type\":\"string\"}",
            _ => Value(member.Value is NullableValue nullable ? nullable.Inner : member.Value),
        };
        bool isNullable = member.AdmitsNull && member.Condition != WriteCondition.NotNull && member.Redaction != Redaction.Hash;
        return Described(isNullable ? OrNull(schema) : schema, member.Summary);
    }

    private static string OrNull(string schema) => schema == Any ? Any : $"{{\"anyOf\":[{schema},{{\"type\":\"null\"}}]}}";

    private string Value(ValueModel value) => value switch
    {
        NullableValue nullable => OrNull(Value(nullable.Inner)),
        LimitedStringValue limited => $"{{\"type\":\"string\",\"maxLength\":{limited.MaxLength}}}",
        ScalarValue scalar => Scalar(scalar),
        EnumValue enumeration => Reference(enumeration.Name),
        ObjectValue nested => ((ObjectModel)_model.Find(nested.Name)).MaxDepth > 0 ? OrNull(Reference(nested.Name)) : Reference(nested.Name),
        ListValue list => $"{{\"type\":\"array\",\"items\":{(list.ElementAdmitsNull ? OrNull(Value(list.Element)) : Value(list.Element))}}}",
        DictionaryValue pairs => $"{{\"type\":\"object\",\"additionalProperties\":{(pairs.ValueAdmitsNull ? OrNull(Value(pairs.Value)) : Value(pairs.Value))}}}",
        AttachmentValue => "{\"contentEncoding\":\"binary\"}",
        _ => Any,
    };

    private string Reference(string name) => $"{{\"$ref\":{JsonString.Quote("#/$defs/" + _names[name])}}}";

    private static string Scalar(ScalarValue scalar) => scalar.Kind switch
    {
        ScalarKind.Boolean => "{\"type\":\"boolean\"}",
        ScalarKind.Half or ScalarKind.Single or ScalarKind.Double when scalar is { Quoted: false, NamedFloats: false } => "{\"type\":[\"number\",\"null\"]}",
        ScalarKind.Half or ScalarKind.Single or ScalarKind.Double => "{\"type\":[\"number\",\"string\"]}",
        <= ScalarKind.Decimal or ScalarKind.BigInteger when scalar.Quoted => "{\"type\":\"string\"}",
        ScalarKind.Decimal => "{\"type\":\"number\"}",
        ScalarKind.Int64 or ScalarKind.UInt64 or ScalarKind.Int128 or ScalarKind.UInt128 or ScalarKind.BigInteger => "{\"type\":\"integer\",\"format\":\"int64\"}",
        <= ScalarKind.Decimal => "{\"type\":\"integer\"}",
        ScalarKind.Guid => "{\"type\":\"string\",\"format\":\"uuid\"}",
        ScalarKind.DateTime or ScalarKind.DateTimeOffset => "{\"type\":\"string\",\"format\":\"date-time\"}",
        ScalarKind.DateOnly => "{\"type\":\"string\",\"format\":\"date\"}",
        ScalarKind.Base64 => "{\"type\":\"string\",\"contentEncoding\":\"base64\"}",
        ScalarKind.JsonElement or ScalarKind.JsonDocument or ScalarKind.JsonNode or ScalarKind.RawJson => Any,
        _ => "{\"type\":\"string\"}",
    };
}
