using System.Text;
using FastEmit.Generators.Json;
using FastEmit.Generators.Model;

namespace FastEmit.Generators.Emission;

/// <summary>Writes the reader of a received event, with one method per type in it.</summary>
internal sealed class ReaderEmission
{
    private const string Reader = "global::FastEmit.SocketIO.Events.EventReader";
    private const string Generic = "global::System.Collections.Generic.";

    private readonly EventModel _model;
    private readonly SourceText _source = new();
    private readonly List<string> _faults = [];

    private ReaderEmission(EventModel model) => _model = model;

    /// <summary>The reason why the event cannot be read; null when it can.</summary>
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
        if (_model.Whole is { } whole)
        {
            _source.Open($"internal static {_model.TypeName} Read(scoped ref {Reader} reader)");
            _source.Line($"return Read{Number(whole)}(ref reader) ?? throw {Reader}.Missing({SourceText.Literal(Short(_model.TypeName))});");
            _source.Close();
            _source.Line();
        }
        else
        {
            Object("Read", "Find", _model.TypeName, "the event", _model.CanBuild, _model.Members, isReference: false);
        }

        for (int i = 0; i < _model.Nested.Count; i++)
        {
            switch (_model.Nested[i])
            {
                case EnumModel enumeration:
                    Enum(i, enumeration);
                    break;
                case ObjectModel { Derived.Count: > 0 } nested:
                    Derived($"Read{i}", $"Own{i}", nested.TypeName, nested.IsReference, nested.CanBuild, nested.DiscriminatorName, nested.Discriminator, nested.Derived);
                    if (nested.CanBuild)
                    {
                        Object($"Own{i}", $"Find{i}", nested.TypeName, "", canBuild: true, nested.Members, nested.IsReference, nested.DiscriminatorName);
                    }

                    break;
                case ObjectModel nested:
                    Object(
                        $"Read{i}", $"Find{i}", nested.TypeName, $"'{Short(nested.TypeName)}'", nested.CanBuild, nested.Members, nested.IsReference,
                        nested.Discriminator is null ? null : nested.DiscriminatorName);
                    break;
            }
        }

        _source.Close();
    }

    /// <summary>Writes the choice among derived types by the discriminator. Without one the base type is built, if possible.</summary>
    private void Derived(
        string read, string own, string type, bool isReference, bool canBuild, string discriminatorName, string? discriminator, IEnumerable<DerivedModel> derived)
    {
        _source.Open($"internal static {type}{(isReference ? "?" : "")} {read}(scoped ref {Reader} reader)");
        _source.Open("if (reader.TryNull())");
        _source.Line(isReference ? "return null;" : $"throw {Reader}.Missing({SourceText.Literal(Short(type))});");
        _source.Close();
        _source.Line();
        _source.Line($"var told = reader.Discriminator({SourceText.Literal(discriminatorName)}u8, out bool isText);");
        foreach (DerivedModel one in derived)
        {
            int number = Number(one.Name);
            if (((ObjectModel)_model.Nested[number]).Discriminator is { } json)
            {
                Told(json, $"Read{number}(ref reader)!");
            }
        }

        if (canBuild && discriminator is not null)
        {
            Told(discriminator, $"{own}(ref reader)");
        }

        if (canBuild)
        {
            _source.Open("if (!isText && told.IsEmpty)");
            _source.Line($"return {own}(ref reader);");
            _source.Close();
            _source.Line();
        }

        _source.Line($"throw {Reader}.UnknownType({SourceText.Literal(Short(type))}, {SourceText.Literal(discriminatorName)}, told);");
        _source.Close();
        _source.Line();
    }

    private void Told(string json, string read)
    {
        bool isText = json.StartsWith("\"", StringComparison.Ordinal);
        int start = 0;
        string plain = isText ? JsonString.Read(json, ref start)! : json;
        _source.Open($"if ({(isText ? "" : "!")}isText && global::System.MemoryExtensions.SequenceEqual(told, {SourceText.Literal(plain)}u8))");
        _source.Line($"return {read};");
        _source.Close();
        _source.Line();
    }

    private void Object(
        string read, string find, string type, string what, bool canBuild, EquatableArray<MemberModel> members, bool isReference, string? discriminatorName = null)
    {
        if (!canBuild)
        {
            Fail($"{what} cannot be built from its members");
        }

        MemberModel[] read_ = [.. members.Where(static member => member.Origin != MemberOrigin.Computed)];
        int extension = Array.FindIndex(read_, static member => member.Redaction is Redaction.None && member.Value is ExtensionValue);
        _source.Open($"internal static {type}{(isReference ? "?" : "")} {read}(scoped ref {Reader} reader)");
        _source.Open("if (!reader.TryEnterObject())");
        _source.Line(isReference ? "return null;" : $"throw {Reader}.Missing({SourceText.Literal(Short(type))});");
        _source.Close();
        _source.Line();
        for (int i = 0; i < read_.Length; i++)
        {
            _source.Line($"{read_[i].TypeName} v{i} = {read_[i].DefaultValue ?? "default!"};");
        }

        bool hasSettable = read_.Any(static member => member.Origin == MemberOrigin.Settable);
        _source.Line(hasSettable ? $"bool {string.Join(", ", read_.Select(static (_, i) => $"s{i} = false"))};" : "");
        if (discriminatorName is not null)
        {
            _source.Open($"if (reader.TryMember({SourceText.Literal(JsonString.Quote(discriminatorName) + ":")}u8))");
            _source.Line("reader.Skip();");
            _source.Close();
            _source.Line();
        }

        for (int i = 0; i < read_.Length; i++)
        {
            if (i == extension)
            {
                continue;
            }

            // In the order of writing, so that the usual case needs no search for the name.
            _source.Open($"if (reader.TryMember({SourceText.Literal(JsonString.Quote(read_[i].JsonName) + ":")}u8))");
            _source.Line($"v{i} = {Member(read_[i])};");
            _source.Line(hasSettable ? $"s{i} = true;" : "");
            _source.Close();
            _source.Line();
        }

        _source.Open("while (reader.NextMember(out var name))");
        _source.Open($"switch ({find}(name))");
        for (int i = 0; i < read_.Length; i++)
        {
            _source.Line(i == extension ? "default:" : $"case {i}:");
            _source.Line($"    v{i} = {(i == extension ? Extension(read_[i], $"v{i}") : Member(read_[i]))};");
            _source.Line(hasSettable ? $"    s{i} = true;" : "");
            _source.Line("    break;");
        }

        if (extension < 0 || discriminatorName is not null)
        {
            _source.Line(extension < 0 ? "default:" : $"case {read_.Length}:");
            _source.Line("    reader.Skip();");
            _source.Line("    break;");
        }

        _source.Close();
        _source.Close();
        _source.Line();
        Build(type, read_);
        _source.Close();
        _source.Line();
        string[] names = [.. read_.Select(static member => member.JsonName)];
        Find(find, discriminatorName is null ? names : [.. names, discriminatorName], "int", "-1", static i => i.ToString(System.Globalization.CultureInfo.InvariantCulture), extension);
    }

    /// <summary>Adds an unknown member of the data to the extension data.</summary>
    private string Extension(MemberModel member, string variable)
    {
        DictionaryValue pairs = ((ExtensionValue)member.Value).Pairs;
        string type = member.TypeName.TrimEnd('?');
        string name = type.Split('<')[0];
        return type == "global::System.Text.Json.Nodes.JsonObject" ? $"reader.Extend({variable}, name)"
            : name is Generic + "Dictionary" or Generic + "IDictionary" or Generic + "IReadOnlyDictionary"
                ? $"reader.Extend<{pairs.ValueType}>(({Generic}Dictionary<string, {pairs.ValueType}>?){variable}, name, static (scoped ref {Reader} reader) => {Value(pairs.Value, pairs.ValueType, member.JsonName)})"
            : Fail($"'{member.JsonName}' is extension data of a type that is only written, {Short(type)}; a JsonObject, a Dictionary, IDictionary or IReadOnlyDictionary is read");
    }

    /// <summary>Writes the construction. A missing member keeps its default value; a missing required member is an error.</summary>
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
            _source.Line($"throw {Reader}.Missing({SourceText.Literal($"The required member '{member.JsonName}'")});");
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

    /// <summary>Writes the search for a name: by length, then by its bytes, then without regard to case.</summary>
    private void Find(string method, string[] names, string type, string none, Func<int, string> found, int except = -1)
    {
        _source.Open($"private static {type} {method}(global::System.ReadOnlySpan<byte> name)");
        _source.Open("switch (name.Length)");
        foreach (IGrouping<int, int> same in Enumerable.Range(0, names.Length).Where(i => i != except).GroupBy(i => Encoding.UTF8.GetByteCount(names[i])))
        {
            _source.Line($"case {same.Key}:");
            foreach (int i in same)
            {
                _source.Line($"    if (global::System.MemoryExtensions.SequenceEqual(name, {SourceText.Literal(names[i])}u8)) return {found(i)};");
            }

            _source.Line("    break;");
        }

        _source.Close();
        _source.Line();
        foreach (int i in Enumerable.Range(0, names.Length).Where(i => i != except))
        {
            _source.Line($"if ({Reader}.SameName(name, {SourceText.Literal(names[i])}u8)) return {found(i)};");
        }

        _source.Line($"return {none};");
        _source.Close();
        _source.Line();
    }

    private string Member(MemberModel member)
    {
        if (member.Redaction is not Redaction.None)
        {
            return member.TypeName.TrimEnd('?') == "string" ? "reader.String()!" : Fail($"'{member.JsonName}' is redacted, of which only a string is read");
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
            case BridgeValue bridge:
                return $"reader.Bridged<{bridge.ConverterType}, {bridge.ValueType}>()!";
            case AttachmentValue:
                return "reader.Attachment()!";
            case DictionaryValue pairs:
                return Dictionary(pairs, type.TrimEnd('?'), member);
            default:
                return Fail($"'{member}' has a form that is only written: {Short(type)}");
        }
    }

    private string List(ListValue list, string type, string member)
    {
        string read = $"<{list.ElementType}>(static (scoped ref {Reader} reader) => {Value(list.Element, list.ElementType, member)})";
        return list.Shape is ListShape.Array or ListShape.Memory ? $"reader.Array{read}!"
            : ReceivedCollections.List(type, list.ElementType) is not { } made ? Fail($"'{member}' is a collection that is only written: {Short(type)}")
            : made.Length == 0 ? $"reader.List{read}!"
            : $"{Reader}.Make(reader.List{read}, static list => {made})!";
    }

    private string Dictionary(DictionaryValue pairs, string type, string member)
    {
        string key = pairs switch
        {
            { Key: ScalarValue { Kind: ScalarKind.String }, KeyType: "string" } => "reader.String()!",
            { Key: ScalarValue { Kind: ScalarKind.String } } => $"reader.{Short(pairs.KeyType)}()!",
            { Key: ScalarValue { Kind: ScalarKind.Boolean } } => "reader.KeyBoolean()",
            _ => Value(pairs.Key, pairs.KeyType, member),
        };
        string read = $"<{pairs.KeyType}, {pairs.ValueType}>(static (scoped ref {Reader} reader) => {key}, static (scoped ref {Reader} reader) => {Value(pairs.Value, pairs.ValueType, member)})";
        return ReceivedCollections.Dictionary(type, pairs.KeyType, pairs.ValueType) is not { } made ? Fail($"'{member}' is a dictionary that is only written: {Short(type)}")
            : made.Length == 0 ? $"reader.Dictionary{read}!"
            : $"{Reader}.Make(reader.Dictionary{read}, static pairs => {made})!";
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
            case ScalarKind.Utf8Text when plain == "global::System.ReadOnlyMemory<byte>":
                return "reader.Utf8View()";
            case ScalarKind.RawJson:
                return plain == "string" ? "reader.RawText()" : "reader.RawBytes()";
            case ScalarKind.Formattable when scalar.CanParse:
                return $"reader.Parsed<{plain}>()!";
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
