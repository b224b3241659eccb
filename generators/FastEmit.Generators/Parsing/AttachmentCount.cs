using FastEmit.Generators.Model;

namespace FastEmit.Generators.Parsing;

/// <summary>
/// The maximum number of binary attachments of an event, without those in collections, whose number is known only at run time.
/// </summary>
internal sealed class AttachmentCount(IReadOnlyList<NestedModel> nestedTypes)
{
    /// <summary>The number of attachments that servers accept in a packet (socket.io-parser 4.2.6 and later).</summary>
    public const int Limit = 10;

    private readonly HashSet<string> _around = [];

    /// <summary>The attachments of the members, or of the serializer of the whole event.</summary>
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

    /// <summary>The attachments of a serializer. The number of a tree's is known only at run time, as for a list.</summary>
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
