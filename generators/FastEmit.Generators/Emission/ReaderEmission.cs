using FastEmit.Generators.Model;

namespace FastEmit.Generators.Emission;

/// <summary>Writes the reader of an event that is received, with one method for each type in it.</summary>
internal sealed class ReaderEmission
{
    private const string Reader = "global::FastEmit.SocketIO.Events.EventReader";
    private const string Generic = "global::System.Collections.Generic.";

    private readonly EventModel _model;
    private readonly SourceText _source = new();
    private readonly List<string> _faults = [];

    private ReaderEmission(EventModel model) => _model = model;

    /// <summary>Why the event cannot be read; null when it can.</summary>
    public static string? Fault(EventModel model)
    {
        var emission = new ReaderEmission(model);
        emission.Class("X");
        return emission._faults.FirstOrDefault();
    }

    public static SourceText Emit(EventModel model, string name)
    {
        var emission = new ReaderEmission(model);
        emission.Class(name);
        return emission._source;
    }

    private void Class(string name)
    {
        _source.Line(RuntimeNames.GeneratedCode);
        _source.Open($"private static class {name}");
        Object("Read", "Find", _model.TypeName, "the event", _model.CanBuild, _model.Members, isReference: false);
        for (int i = 0; i < _model.Nested.Count; i++)
        {
            switch (_model.Nested[i])
            {
                case EnumModel enumeration:
                    Enum(i, enumeration);
                    break;
                case ObjectModel { Derived.Count: > 0 } nested:
                    Fail($"'{Short(nested.TypeName)}' has derived types");
                    break;
                case ObjectModel nested:
                    Object($"Read{i}", $"Find{i}", nested.TypeName, $"'{Short(nested.TypeName)}'", nested.CanBuild, nested.Members, nested.IsReference);
                    break;
            }
        }

        _source.Close();
    }

    private void Object(string read, string find, string type, string what, bool canBuild, EquatableArray<MemberModel> members, bool isReference)
    {
        if (!canBuild)
        {
            Fail($"{what} cannot be built from its members");
        }

        MemberModel[] read_ = [.. members.Where(static member => member.Origin != MemberOrigin.Computed)];
        _source.Open($"internal static {type}{(isReference ? "?" : "")} {read}(scoped ref {Reader} reader)");
        _source.Open("if (!reader.TryEnterObject())");
        _source.Line(isReference ? "return null;" : $"throw {Reader}.Missing({JsonLiteral.CSharp(Short(type))});");
        _source.Close();
        _source.Line();
        for (int i = 0; i < read_.Length; i++)
        {
            _source.Line($"{read_[i].TypeName} v{i} = {read_[i].DefaultValue ?? "default!"};");
        }

        bool hasSettable = read_.Any(static member => member.Origin == MemberOrigin.Settable);
        _source.Line(hasSettable ? $"bool {string.Join(", ", read_.Select(static (_, i) => $"s{i} = false"))};" : "");
        for (int i = 0; i < read_.Length; i++)
        {
            // In the order in which they are written: the usual case costs no search for the name.
            _source.Open($"if (reader.TryMember({JsonLiteral.CSharp(JsonLiteral.Quote(read_[i].JsonName) + ":")}u8))");
            _source.Line($"v{i} = {Member(read_[i])};");
            _source.Line(hasSettable ? $"s{i} = true;" : "");
            _source.Close();
            _source.Line();
        }

        _source.Open("while (reader.NextMember(out var name))");
        _source.Open($"switch ({find}(name))");
        for (int i = 0; i < read_.Length; i++)
        {
            _source.Line($"case {i}:");
            _source.Line($"    v{i} = {Member(read_[i])};");
            _source.Line(hasSettable ? $"    s{i} = true;" : "");
            _source.Line("    break;");
        }

        _source.Line("default:");
        _source.Line("    reader.Skip();");
        _source.Line("    break;");
        _source.Close();
        _source.Close();
        _source.Line();
        Build(type, read_);
        _source.Close();
        _source.Line();
        Find(find, [.. read_.Select(static member => member.JsonName)], "int", "-1", static i => i.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>A member that did not come keeps what the type gives it; one that is required has to come.</summary>
    private void Build(string type, MemberModel[] members)
    {
        string arguments = string.Join(", ", members.Select(static (m, i) => (m, i)).Where(static x => x.m.Origin == MemberOrigin.ConstructorParameter).Select(static x => $"{x.m.Passing}v{x.i}"));
        if (type.StartsWith("(", StringComparison.Ordinal))
        {
            _source.Line($"return ({string.Join(", ", members.Select(static (_, i) => $"v{i}"))});");
            return;
        }

        (MemberModel Member, int Index)[] settable = [.. members.Select(static (m, i) => (m, i)).Where(static x => x.m.Origin == MemberOrigin.Settable)];
        if (settable.Length == 0)
        {
            _source.Line($"return new {type}({arguments});");
            return;
        }

        foreach ((MemberModel member, int index) in settable.Where(static x => x.Member.IsRequired))
        {
            _source.Open($"if (!s{index})");
            _source.Line($"throw {Reader}.Missing({JsonLiteral.CSharp($"The required member '{member.JsonName}'")});");
            _source.Close();
            _source.Line();
        }

        string required = string.Join(", ", settable.Where(static x => x.Member.IsRequired).Select(static x => $"{x.Member.Name} = v{x.Index}"));
        (MemberModel Member, int Index)[] optional = [.. settable.Where(static x => !x.Member.IsRequired)];
        if (optional.Length > 0)
        {
            _source.Open($"if (!({string.Join(" && ", optional.Select(static x => $"s{x.Index}"))}))");
            _source.Line($"var fresh = new {type}({arguments}){(required.Length == 0 ? "" : $" {{ {required} }}")};");
            foreach ((MemberModel member, int index) in optional)
            {
                _source.Line($"v{index} = s{index} ? v{index} : fresh.{member.Name};");
            }

            _source.Close();
            _source.Line();
        }

        _source.Line($"return new {type}({arguments}) {{ {string.Join(", ", settable.Select(static x => $"{x.Member.Name} = v{x.Index}"))} }};");
    }

    private void Enum(int number, EnumModel model)
    {
        _source.Open($"private static bool Find{number}(global::System.ReadOnlySpan<byte> name, out ulong bits)");
        _source.Line($"int found = Name{number}(name);");
        _source.Line($"bits = found switch {{ {string.Concat(model.Fields.Select(static (field, i) => $"{i} => {field.Bits}UL, "))}_ => 0UL }};");
        _source.Line("return found >= 0;");
        _source.Close();
        _source.Line();
        Find($"Name{number}", [.. model.Fields.Select(static field => field.JsonName)], "int", "-1", static i => i.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>By length and then as a whole; else without regard to case.</summary>
    private void Find(string method, string[] names, string type, string none, Func<int, string> found)
    {
        _source.Open($"private static {type} {method}(global::System.ReadOnlySpan<byte> name)");
        _source.Open("switch (name.Length)");
        foreach (IGrouping<int, int> same in Enumerable.Range(0, names.Length).GroupBy(i => JsonLiteral.Length(names[i])))
        {
            _source.Line($"case {same.Key}:");
            foreach (int i in same)
            {
                _source.Line($"    if (global::System.MemoryExtensions.SequenceEqual(name, {JsonLiteral.CSharp(names[i])}u8)) return {found(i)};");
            }

            _source.Line("    break;");
        }

        _source.Close();
        _source.Line();
        for (int i = 0; i < names.Length; i++)
        {
            _source.Line($"if ({Reader}.SameName(name, {JsonLiteral.CSharp(names[i])}u8)) return {found(i)};");
        }

        _source.Line($"return {none};");
        _source.Close();
        _source.Line();
    }

    private string Member(MemberModel member)
    {
        if (member.Redaction is not Redaction.None || member.Value is ExtensionValue)
        {
            return member.Redaction is Redaction.None || member.TypeName.TrimEnd('?') != "string"
                ? Fail($"'{member.JsonName}' is {(member.Redaction is Redaction.None ? "extension data" : "redacted")}")
                : "reader.String()!";
        }

        return Value(member.Value, member.TypeName, member.JsonName);
    }

    private string Value(ValueModel value, string type, string member)
    {
        switch (value)
        {
            case NullableValue nullable:
                string inner = type.EndsWith("?", StringComparison.Ordinal) ? type.Substring(0, type.Length - 1) : type;
                return $"(reader.TryNull() ? default({inner}?) : {Value(nullable.Inner, inner, member)})";
            case LimitedStringValue:
                return "reader.String()!";
            case ScalarValue scalar:
                return Scalar(scalar, type, member);
            case EnumValue enumeration:
                int number = Number(enumeration.Name);
                return ((EnumModel)_model.Nested[number]).Number == ScalarKind.UInt64
                    ? $"({type})reader.EnumBits(Find{number}, isUnsigned: true)"
                    : $"checked(({type})unchecked((long)reader.EnumBits(Find{number}, isUnsigned: false)))";
            case ConverterValue { CanRead: true } converter:
                return $"reader.Converted<{converter.ConverterType}, {converter.ValueType}>()";
            case ObjectValue nested:
                return $"Read{Number(nested.Name)}(ref reader)!";
            case ListValue list:
                return List(list, type.TrimEnd('?'), member);
            case DictionaryValue { Key: ScalarValue { Kind: ScalarKind.String }, KeyText: "" } pairs
                when type.StartsWith(Generic + "Dictionary<", StringComparison.Ordinal) || type.StartsWith(Generic + "IDictionary<", StringComparison.Ordinal) || type.StartsWith(Generic + "IReadOnlyDictionary<", StringComparison.Ordinal):
                return $"reader.Dictionary<{pairs.ValueType}>(static (scoped ref {Reader} reader) => {Value(pairs.Value, pairs.ValueType, member)})!";
            default:
                return Fail($"'{member}' has a form that is only written: {Short(type)}");
        }
    }

    private string List(ListValue list, string type, string member)
    {
        string read = $"<{list.ElementType}>(static (scoped ref {Reader} reader) => {Value(list.Element, list.ElementType, member)})";
        string name = type.Split('<')[0];
        switch (name.StartsWith(Generic, StringComparison.Ordinal) ? name.Substring(Generic.Length) : list.Shape.ToString())
        {
            case "List" or "IList" or "ICollection" or "IEnumerable" or "IReadOnlyList" or "IReadOnlyCollection":
                return $"reader.List{read}!";
            case "HashSet" or "ISet" or "IReadOnlySet":
                return $"(reader.List{read} is {{ }} list ? new {Generic}HashSet<{list.ElementType}>(list) : null)!";
            case nameof(ListShape.Array) or nameof(ListShape.Memory):
                return $"reader.Array{read}!";
            case nameof(ListShape.ImmutableArray):
                return $"(reader.List{read} is {{ }} list ? global::System.Collections.Immutable.ImmutableArray.CreateRange<{list.ElementType}>(list) : default)";
            default:
                return Fail($"'{member}' is a collection that is only written: {Short(type)}");
        }
    }

    private string Scalar(ScalarValue scalar, string type, string member)
    {
        string plain = type.TrimEnd('?');
        switch (scalar.Kind)
        {
            case ScalarKind.Int32 or ScalarKind.UInt32 or ScalarKind.Int64 or ScalarKind.UInt64:
                return scalar.Cast is "ulong" ? $"({plain})reader.UInt64()"
                    : scalar.Cast is not null ? $"checked(({plain})({scalar.Cast})reader.EnumNumber())"
                    : plain is "int" or "uint" or "long" or "ulong" ? $"reader.{scalar.Kind}()"
                    : $"checked(({plain})reader.{scalar.Kind}())";
            case ScalarKind.JsonElement:
                return "reader.Element()";
            case ScalarKind.JsonDocument:
                return "reader.Document()!";
            case ScalarKind.JsonNode:
                return $"({plain})reader.Node()!";
            case ScalarKind.RawJson:
                return plain == "string" ? "reader.RawText()" : "reader.RawBytes()";
            case ScalarKind.Formattable:
                return Fail($"'{member}' formats itself and is only written: {Short(type)}");
            default:
                return $"reader.{scalar.Kind}()!";
        }
    }

    private int Number(string name)
    {
        for (int i = 0; i < _model.Nested.Count; i++)
        {
            if (_model.Nested[i].Name == name)
            {
                return i;
            }
        }

        return 0;
    }

    private string Fail(string reason)
    {
        _faults.Add(reason);
        return "default!";
    }

    private static string Short(string type) => type.Replace("global::", "").Split('.').Last();
}
