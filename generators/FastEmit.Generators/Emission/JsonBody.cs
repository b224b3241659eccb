using System.Text;
using FastEmit.Generators.Json;
using FastEmit.Generators.Model;

namespace FastEmit.Generators.Emission;

/// <summary>
/// The body of a method that writes JSON. Adjacent literals are merged into one copy, and the bytes to reserve are
/// summed up, so that one check covers everything up to the next loop.
/// </summary>
internal sealed partial class JsonBody
{
    private const string Json = RuntimeNames.Json;

    private SourceText _lines = new();
    private readonly Stack<Budget> _budgets = new();
    private string _pending = "";
    private readonly NameScope _names;

    /// <param name="names">The names in scope of the body.</param>
    public JsonBody(NameScope names)
    {
        _names = names;
        _budgets.Push(new Budget());
    }

    private Budget Current => _budgets.Peek();

    /// <summary>The bytes that the whole body must reserve at its beginning.</summary>
    public Budget Total => _budgets.Single();

    public void Literal(string text) => _pending += text;

    public void Statement(string statement)
    {
        Flush();
        _lines.Line(statement);
    }

    public void Reserve(int bytes) => Current.Add(bytes);

    /// <summary>The lines so far.</summary>
    public IEnumerable<string> Complete()
    {
        Flush();
        return _lines.ToString().TrimEnd('\n').Split('\n');
    }

    /// <summary>Writes the members of an object, with the opening brace but without the closing one.</summary>
    public void Members(IEnumerable<MemberModel> members, Func<MemberModel, string> access, string? discriminator)
    {
        List<MemberModel> written = [.. members.Where(static m => m.Redaction != Redaction.Drop).OrderBy(static m => m.Order)];
        bool begun = discriminator is not null;
        if (discriminator is not null)
        {
            Literal("{" + discriminator);
        }

        // Up to the first member that is always written, a variable tells whether a comma is needed.
        bool isOpen = !begun && written.Count > 0 && (written[0].Condition != WriteCondition.Always || written[0].Value is ExtensionValue);
        string separator = isOpen ? _names.Take("separator") : "";
        if (isOpen)
        {
            Statement($"byte {separator} = (byte)'{{';");
        }

        foreach (MemberModel member in written)
        {
            if (member.Value is ExtensionValue extension)
            {
                Extension(extension.Pairs, access(member), begun ? null : separator);
                continue;
            }

            string name = JsonString.Quote(member.JsonName) + ":";
            if (isOpen)
            {
                bool isConditional = member.Condition != WriteCondition.Always;
                OpenCondition(member, access(member));
                Separator(separator);
                Literal(name);
                MemberValue(member, access(member));
                if (isConditional)
                {
                    Statement($"{separator} = (byte)',';");
                }
                else
                {
                    isOpen = false;
                    begun = true;
                }

                CloseCondition(member);
                continue;
            }

            OpenCondition(member, access(member));
            Literal((begun ? "," : "{") + name);
            MemberValue(member, access(member));
            CloseCondition(member);
            begun = true;
        }

        if (isOpen)
        {
            Flush();
            Current.Add(1);
            _lines.Open($"if ({separator} == (byte)'{{')");
            _lines.Line($"at = {separator};");
            _lines.Line($"at = ref {RuntimeNames.Unsafe}.Add(ref at, 1);");
            _lines.Close();
            _lines.Line();
        }
        else if (!begun)
        {
            Literal("{");
        }
    }

    /// <summary>Writes a whole object by its own serializer, without the closing brace, so that more members can follow; <paramref name="last"/> is a further member.</summary>
    public void Open(string serializer, string expression, string? last)
    {
        Statement($"at = ref {serializer}.Write(ref writer, ref at, {expression});");
        Statement($"at = ref {RuntimeNames.Unsafe}.Subtract(ref at, 1);");
        if (last is not null)
        {
            Current.Add(1);
            _lines.Open($"if ({RuntimeNames.Unsafe}.Subtract(ref at, 1) != (byte)'{{')");
            _lines.Line("at = (byte)',';");
            _lines.Line($"at = ref {RuntimeNames.Unsafe}.Add(ref at, 1);");
            _lines.Close();
            Literal(last);
        }
    }

    private void Separator(string variable)
    {
        Flush();
        Current.Add(1);
        _lines.Line($"at = {variable};");
        _lines.Line($"at = ref {RuntimeNames.Unsafe}.Add(ref at, 1);");
    }

    private void OpenCondition(MemberModel member, string expression)
    {
        if (member.Condition == WriteCondition.Always)
        {
            return;
        }

        Flush();
        _lines.Open(member.Condition == WriteCondition.NotNull
            ? $"if ({expression} is not null)"
            : $"if (!global::System.Collections.Generic.EqualityComparer<{member.TypeName}>.Default.Equals({expression}, default))");
    }

    private void CloseCondition(MemberModel member)
    {
        if (member.Condition != WriteCondition.Always)
        {
            Flush();
            _lines.Close();
            _lines.Line();
        }
    }

    private void MemberValue(MemberModel member, string expression)
    {
        switch (member.Redaction)
        {
            case Redaction.Mask when member.CanBeNull && member.Condition != WriteCondition.NotNull:
                Flush();
                Current.Add(5);
                _lines.Line($"at = ref {expression} is null ? ref {Json}.Null(ref at) : ref {Json}.Literal(ref at, \"\\\"***\\\"\"u8);");
                break;
            case Redaction.Mask:
                Literal("\"***\"");
                break;
            case Redaction.Hash:
                string start = Temporary("start");
                Statement($"int {start} = writer.PositionOf(ref at);");
                Current.Add(25); // UncheckedJson.DigestBytes
                Value(member.Value, expression);
                Statement($"at = ref {Json}.Digest(ref writer, ref at, {start});");
                break;
            default:
                if (member.Condition == WriteCondition.NotNull && member.Value is NullableValue nullable)
                {
                    string value = Temporary("value");
                    Statement($"var {value} = {expression}.GetValueOrDefault();");
                    Value(nullable.Inner, value);
                    break;
                }

                Value(member.Value, expression);
                break;
        }
    }

    private string Temporary(string kind) => _names.Temporary(kind);

    private void Call(string call) => Statement($"at = ref {Json}.{call};");

    private void Flush()
    {
        if (_pending.Length == 0)
        {
            return;
        }

        Current.Add(Encoding.UTF8.GetByteCount(_pending));
        _lines.Line($"at = ref {Json}.Literal(ref at, {SourceText.Literal(_pending)}u8);");
        _pending = "";
    }
}
