using FastEmit.Generators.Model;

namespace FastEmit.Generators.Emission;

/// <content>
/// Writes loops. A loop reserves the bytes of its elements, in addition to those that the code after it needs
/// (<c>later</c>). Elements of a fixed size are reserved at once before the loop.
/// </content>
internal sealed partial class JsonBody
{
    private void List(ListValue list, string expression)
    {
        Current.Add(2); // brackets
        string source = Temporary("source");
        string seenAs = list.IsCast ? $"global::System.Collections.Generic.IEnumerable<{list.ElementType}>" : "var";
        Statement($"{seenAs} {source} = {expression};");
        bool opened = list.CanBeNull;
        if (opened)
        {
            OpenNullable(list.Shape == ListShape.ImmutableArray ? $"!{source}.IsDefault" : $"{source} is not null");
        }

        string later = OpenLoop("[");
        switch (list.Shape)
        {
            case ListShape.Enumerable:
                string span = Temporary("span");
                _lines.Open($"if ({Json}.TryGetSpan<{list.ElementType}>({source}, out var {span}))");
                IndexLoop(list, span, $"{span}.Length", later);
                _lines.Close();
                _lines.Open("else");
                ForEach(source, "item", later, item => Value(list.Element, item));
                _lines.Close();
                _lines.Line();
                break;
            case ListShape.Enumerator:
                ForEach(source, "item", later, item => Value(list.Element, item));
                break;
            case ListShape.Indexed:
                // Reads the count once: the reserved size must match the loop.
                string count = Temporary("count");
                _lines.Line($"int {count} = {source}.Count;");
                IndexLoop(list, source, count, later);
                break;
            default:
                string items = Temporary("items");
                _lines.Line($"var {items} = {Span(list, source)};");
                IndexLoop(list, items, $"{items}.Length", later);
                break;
        }

        Literal("]");
        if (opened)
        {
            CloseNullable();
        }
    }

    private void Dictionary(DictionaryValue dictionary, string expression)
    {
        Current.Add(2); // braces
        string source = Temporary("source");
        Statement($"{dictionary.Pairs ?? "var"} {source} = {expression};");
        if (dictionary.CanBeNull)
        {
            OpenNullable($"{source} is not null");
        }

        string later = OpenLoop("{");
        if (dictionary.ConcreteType is null)
        {
            Pairs(source);
        }
        else
        {
            string concrete = Temporary("concrete");
            _lines.Open($"if ({source} is {dictionary.ConcreteType} {concrete})");
            Pairs(concrete);
            _lines.Close();
            _lines.Open("else");
            Pairs(source);
            _lines.Close();
            _lines.Line();
        }

        Literal("}");
        if (dictionary.CanBeNull)
        {
            CloseNullable();
        }

        void Pairs(string pairs) => ForEach(pairs, "pair", later, pair =>
        {
            if (dictionary.Key is ScalarValue { Kind: ScalarKind.Boolean })
            {
                Current.Add("\"False\"".Length);
                Statement($"at = ref {pair}.Key ? ref {Json}.Literal(ref at, \"\\\"True\\\"\"u8) : ref {Json}.Literal(ref at, \"\\\"False\\\"\"u8);");
            }
            else
            {
                // The user's own dictionary type may have a null key, which JSON does not allow.
                Value(dictionary.Key, dictionary.Key is ScalarValue { Kind: ScalarKind.String } ? $"({pair}.Key{dictionary.KeyText} ?? \"\")" : pair + ".Key");
            }

            Literal(":");
            Value(dictionary.Value, pair + ".Value");
        });
    }

    /// <summary>Writes pairs after the members of an object.</summary>
    private void Extension(DictionaryValue dictionary, string expression, string? separator)
    {
        string source = Temporary("source");
        string pair = Temporary("pair");
        Statement($"{dictionary.Pairs ?? "var"} {source} = {expression};");
        _lines.Open($"if ({source} is not null)");
        string later = Temporary("later");
        _lines.Line($"int {later} = writer.ReservedBeyond(ref at, 0);");
        var inner = new SourceText();
        Budget budget = Nested(inner, () =>
        {
            if (separator is null)
            {
                Literal(",");
            }
            else
            {
                Separator(separator);
                Statement($"{separator} = (byte)',';");
            }

            Value(dictionary.Key, $"({pair}.Key ?? \"\")");
            Literal(":");
            Value(dictionary.Value, pair + ".Value");
        });
        _lines.Open($"foreach (var {pair} in {source})");
        _lines.Line($"at = ref writer.Ensure(ref at, {budget} + {later});");
        _lines.Append(inner);
        _lines.Close();
        _lines.Close();
        _lines.Line();
    }

    private static string Span(ListValue list, string source) => list.Shape switch
    {
        ListShape.List => $"global::System.Runtime.InteropServices.CollectionsMarshal.AsSpan({source})",
        ListShape.ImmutableArray => $"{source}.AsSpan()",
        ListShape.Memory => $"{source}.Span",
        _ => $"new global::System.ReadOnlySpan<{list.ElementType}>({source})",
    };

    private string OpenLoop(string bracket)
    {
        Literal(bracket);
        Flush();
        string later = Temporary("later");
        _lines.Line($"int {later} = writer.ReservedBeyond(ref at, 0);");
        return later;
    }

    private void IndexLoop(ListValue list, string items, string count, string later)
    {
        string index = Temporary("i");
        string item = Temporary("item");
        var inner = new SourceText();
        Budget budget = Nested(inner, () =>
        {
            Comma($"{index} != 0");
            Value(list.Element, item);
        });

        if (budget.IsConstant)
        {
            _lines.Line($"at = ref writer.Ensure(ref at, ({count} * {budget}) + {later});");
        }

        _lines.Open($"for (int {index} = 0; {index} < {count}; {index}++)");
        _lines.Line($"var {item} = {items}[{index}];");
        if (!budget.IsConstant)
        {
            _lines.Line($"at = ref writer.Ensure(ref at, {budget} + {later});");
        }

        _lines.Append(inner);
        _lines.Close();
        _lines.Line();
    }

    private void ForEach(string source, string name, string later, Action<string> write)
    {
        string item = Temporary(name);
        string first = Temporary("first");
        var inner = new SourceText();
        Budget budget = Nested(inner, () =>
        {
            Comma($"!{first}");
            _lines.Line($"{first} = false;");
            write(item);
        });
        _lines.Line($"bool {first} = true;");
        _lines.Open($"foreach (var {item} in {source})");
        _lines.Line($"at = ref writer.Ensure(ref at, {budget} + {later});");
        _lines.Append(inner);
        _lines.Close();
        _lines.Line();
    }

    private void Comma(string condition)
    {
        Current.Add(1);
        _lines.Open($"if ({condition})");
        _lines.Line("at = (byte)',';");
        _lines.Line($"at = ref {RuntimeNames.Unsafe}.Add(ref at, 1);");
        _lines.Close();
        _lines.Line();
    }

    /// <summary>Writes into <paramref name="target"/> with a budget of its own.</summary>
    private Budget Nested(SourceText target, Action write)
    {
        Flush();
        SourceText outer = _lines;
        _lines = target;
        _budgets.Push(new Budget());
        write();
        Flush();
        _lines = outer;
        return _budgets.Pop();
    }
}
