using FastEmit.Generators.Json;

namespace FastEmit.Generators.Contracts;

/// <summary>
/// Compares two schemas that the generator wrote. The old schema must accept the events of the new one, except for new
/// members, which receivers ignore.
/// </summary>
internal sealed class SchemaComparison
{
    private readonly JsonTree _locked;
    private readonly JsonTree _current;
    private readonly List<ContractChange> _changes = [];
    private readonly HashSet<string> _compared = new(StringComparer.Ordinal);

    private SchemaComparison(JsonTree locked, JsonTree current)
    {
        _locked = locked;
        _current = current;
    }

    public static IReadOnlyList<ContractChange> Compare(JsonTree locked, JsonTree current)
    {
        var comparison = new SchemaComparison(locked, current);
        if (locked["anyOf"] is null && current["anyOf"] is null)
        {
            comparison.Objects(new SchemaShape(locked, null), new SchemaShape(current, null), "");
        }
        else
        {
            comparison.Values(locked, current, "", null, "");
        }

        return comparison._changes;
    }

    private void Objects(SchemaShape locked, SchemaShape current, string path)
    {
        IReadOnlyList<KeyValuePair<string, JsonTree>> before = locked.Properties;
        List<KeyValuePair<string, JsonTree>> added = [.. current.Properties.Where(member => locked.Property(member.Key) is null)];
        foreach (KeyValuePair<string, JsonTree> member in before)
        {
            string name = member.Key;
            if (current.Property(name) is { } now)
            {
                Presence(locked.IsRequired(name), current.IsRequired(name), path + name, current.Definition, name);
                Values(member.Value, now, path + name, current.Definition, name);
            }
            else if (added.FindIndex(other => IsSame(member.Value, other.Value)) is var match and >= 0)
            {
                _changes.Add(new(ContractChangeKind.Renamed, path + added[match].Key, current.Definition, added[match].Key, name, added[match].Key));
                Presence(locked.IsRequired(name), current.IsRequired(added[match].Key), path + added[match].Key, current.Definition, added[match].Key);
                added.RemoveAt(match);
            }
            else
            {
                _changes.Add(new(ContractChangeKind.Removed, path + name, current.Definition, name));
            }
        }

        foreach (KeyValuePair<string, JsonTree> member in added)
        {
            _changes.Add(new(ContractChangeKind.Added, path + member.Key, current.Definition, member.Key));
        }
    }

    private void Presence(bool was, bool @is, string path, string? owner, string member)
    {
        if (was != @is)
        {
            _changes.Add(new(was ? ContractChangeKind.MayBeMissing : ContractChangeKind.NewlyRequired, path, owner, member));
        }
    }

    /// <summary>Whether both schemas are equal. Definitions are compared by name.</summary>
    private static bool IsSame(JsonTree one, JsonTree other) => SchemaText.Describe(one) == SchemaText.Describe(other);

    private void Values(JsonTree locked, JsonTree current, string path, string? owner, string member)
    {
        SchemaShape[] before = [.. SchemaShape.Alternatives(locked, _locked)];
        SchemaShape[] after = [.. SchemaShape.Alternatives(current, _current)];
        bool isWider = false;
        foreach (SchemaShape now in after)
        {
            if (before.FirstOrDefault(was => was.Matches(now, IsOnly(before, after))) is not { } was)
            {
                isWider = true;
                continue;
            }

            if (now.IsRecord && was.IsRecord)
            {
                Once(was, now, path);
            }
            else if (now.Element is { } element && was.Element is { } elementBefore)
            {
                Values(elementBefore, element, path + (now.IsArray ? "[]" : ".*"), owner, member);
            }
        }

        if (isWider || before.Length != after.Length || !before.All(was => after.Any(now => now.Matches(was, IsOnly(before, after)))))
        {
            _changes.Add(new(isWider ? ContractChangeKind.Retyped : ContractChangeKind.Narrowed, path.Length == 0 ? "data" : path, owner, member, SchemaText.Describe(locked), SchemaText.Describe(current)));
        }
    }

    /// <summary>Compares a type once when it is in several members or in itself, so that the comparison ends.</summary>
    private void Once(SchemaShape was, SchemaShape now, string path)
    {
        if (was.Definition is null || now.Definition is null || _compared.Add(was.Definition + "\n" + now.Definition))
        {
            Objects(was, now, path.Length == 0 ? "" : path + ".");
        }
    }

    private static bool IsOnly(SchemaShape[] before, SchemaShape[] after) =>
        before.Count(static shape => shape.IsRecord) == 1 && after.Count(static shape => shape.IsRecord) == 1;
}
