using FastEmit.Generators.Model;

namespace FastEmit.Generators.Parsing;

/// <summary>
/// How many binary attachments an event may have. Those in collections do not count: how many they are shows at run time.
/// </summary>
internal sealed class AttachmentCount(IReadOnlyList<NestedModel> nestedTypes)
{
    /// <summary>What servers accept in a packet (socket.io-parser 4.2.6 and later).</summary>
    public const int Limit = 10;

    private readonly HashSet<string> _around = [];

    /// <summary>Those of the members, or of the serializer of the whole event.</summary>
    public int Of(EquatableArray<MemberModel> members, string? whole) => whole is null ? Of(members) : Inside(whole);

    private int Of(EquatableArray<MemberModel> members) =>
        members.Where(static member => member.Redaction == Redaction.None).Sum(member => Of(member.Value));

    private int Of(ValueModel value) => value switch
    {
        AttachmentValue => 1,
        NullableValue nullable => Of(nullable.Inner),
        ObjectValue { Name: var name } => Inside(name),
        _ => 0,
    };

    /// <summary>How many attachments a tree has shows at run time, as with a list.</summary>
    private int Inside(string name)
    {
        if (!_around.Add(name))
        {
            return 0;
        }

        int count = Of(Find(name));
        _around.Remove(name);
        return count;
    }

    private ObjectModel Find(string name) => (ObjectModel)nestedTypes.First(nested => nested.Name == name);

    private int Of(ObjectModel nested)
    {
        int most = Of(nested.Members);
        foreach (DerivedModel derived in nested.Derived)
        {
            most = Math.Max(most, Of(Find(derived.Name).Members));
        }

        return most;
    }
}
