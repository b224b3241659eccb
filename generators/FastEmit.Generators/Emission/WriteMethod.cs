using FastEmit.Generators.Model;

namespace FastEmit.Generators.Emission;

/// <summary>
/// The body of a method that writes JSON: literals that follow each other become one copy, and what must be reserved is
/// summed up on the way, so that one check covers the whole.
/// </summary>
internal sealed class WriteMethod
{
    private const string Json = "global::FastEmit.Events.UncheckedJson";

    private readonly List<string> _lines = [];
    private readonly List<string> _dynamicBudget = [];
    private string _pending = "";
    private int _constantBudget;
    private int _temporaries;

    public void Literal(string text) => _pending += text;

    public void Value(ValueModel value, string expression) => Value(value, expression, indent: "");

    /// <summary>The lines, reservation first.</summary>
    public IEnumerable<string> Complete()
    {
        Flush("");
        string budget = string.Join(" + ", [$"{_constantBudget}L", .. _dynamicBudget]);
        return [$"ref byte at = ref writer.Reserve({budget});", .. _lines, "writer.Commit(ref at);"];
    }

    private void Value(ValueModel value, string expression, string indent)
    {
        switch (value)
        {
            case ScalarValue { Kind: ScalarKind.String }:
                _dynamicBudget.Add($"{Json}.StringBytes({expression})");
                Call(indent, $"String(ref writer, ref at, {expression})");
                break;
            case ScalarValue scalar:
                _constantBudget += Budget(scalar.Kind);
                Call(indent, $"{scalar.Kind}(ref at, {(scalar.Cast is null ? "" : $"({scalar.Cast})")}{expression})");
                break;
            case NullableValue nullable:
                Flush(indent);
                string temporary = $"value{_temporaries++}";
                _lines.Add($"{indent}if ({expression} is {{ }} {temporary})");
                _lines.Add($"{indent}{{");
                Value(nullable.Inner, temporary, indent + "    ");
                Flush(indent + "    ");
                _lines.Add($"{indent}}}");
                _lines.Add($"{indent}else");
                _lines.Add($"{indent}{{");
                Call(indent + "    ", "Null(ref at)");
                _lines.Add($"{indent}}}");
                break;
            default:
                throw new InvalidOperationException($"No way to write {value}.");
        }
    }

    private static int Budget(ScalarKind kind) => kind switch
    {
        ScalarKind.Boolean => 8,
        ScalarKind.Int32 or ScalarKind.UInt32 => 11,
        ScalarKind.Int64 or ScalarKind.UInt64 => 20,
        ScalarKind.Single or ScalarKind.Double => 32,
        ScalarKind.Guid => 38,
        ScalarKind.DateTime or ScalarKind.DateTimeOffset => 35,
        _ => throw new InvalidOperationException($"{kind} has no fixed size."),
    };

    private void Call(string indent, string call)
    {
        Flush(indent);
        _lines.Add($"{indent}at = ref {Json}.{call};");
    }

    private void Flush(string indent)
    {
        if (_pending.Length == 0)
        {
            return;
        }

        _constantBudget += JsonLiteral.Length(_pending);
        _lines.Add($"{indent}at = ref {Json}.Literal(ref at, {JsonLiteral.CSharp(_pending)}u8);");
        _pending = "";
    }
}
