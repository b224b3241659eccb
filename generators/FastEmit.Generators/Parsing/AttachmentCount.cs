using FastEmit.Generators.Model;

namespace FastEmit.Generators.Parsing;

/// <summary>
/// How many binary attachments an event may have. Those in collections do not count: how many they are shows at run time.
/// </summary>
internal sealed class AttachmentCount(IReadOnlyList<NestedModel> nestedTypes)
{
    /// <summary>What servers accept in a packet (socket.io-parser 4.2.6 and later).</summary>
    public const int Limit = 10;

    public int Of(EquatableArray<MemberModel> members) =>
        members.Where(static member => member.Redaction == Redaction.None).Sum(member => Of(member.Value));

    private int Of(ValueModel value) => value switch
    {
        AttachmentValue => 1,
        NullableValue nullable => Of(nullable.Inner),
        ObjectValue { Name: var name } => Of(Find(name)),
        _ => 0,
    };

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
