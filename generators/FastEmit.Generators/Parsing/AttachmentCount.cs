using FastEmit.Generators.Model;

namespace FastEmit.Generators.Parsing;

/// <summary>
/// How many binary attachments an event may have. Those in collections do not count: how many they are shows at run time.
/// </summary>
internal sealed class AttachmentCount(IReadOnlyList<ObjectModel?> objects)
{
    /// <summary>What servers accept in a packet (socket.io-parser 4.2.6 and later).</summary>
    public const int Limit = 10;

    public int Of(EquatableArray<MemberModel> members) =>
        members.Where(static member => member.Redaction == Redaction.None).Sum(member => Of(member.Value));

    private int Of(ValueModel value) => value switch
    {
        AttachmentValue => 1,
        NullableValue nullable => Of(nullable.Inner),
        ObjectValue { Index: var index } when objects[index] is { } nested => Of(nested),
        _ => 0,
    };

    private int Of(ObjectModel nested)
    {
        int most = Of(nested.Members);
        foreach (DerivedModel derived in nested.Derived)
        {
            most = Math.Max(most, objects[derived.ObjectIndex] is { } model ? Of(model.Members) : 0);
        }

        return most;
    }
}
