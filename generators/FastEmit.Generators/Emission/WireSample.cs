using FastEmit.Generators.Json;
using FastEmit.Generators.Model;

namespace FastEmit.Generators.Emission;

/// <summary>A sample of an event on the wire, for its documentation.</summary>
internal static class WireSample
{
    /// <summary>Marks an attachment until all are counted.</summary>
    private const string Attachment = "{\uFFFF}";

    /// <summary>The Socket.IO packet before the event's data.</summary>
    public static string OpenPacket(EventModel model) =>
        (model.EventNamespace == "/" ? "42" : $"42{model.EventNamespace},") + "[" + JsonString.Quote(model.EventName) + ",";

    /// <summary>A whole packet with placeholder values, escaped for an XML comment.</summary>
    public static string Xml(EventModel model)
    {
        string packet = OpenPacket(model) + Data(model) + "]";
        string[] pieces = packet.Split([Attachment], StringSplitOptions.None);
        if (pieces.Length > 1)
        {
            packet = $"45{pieces.Length - 1}-{pieces[0].Substring("42".Length)}"
                + string.Concat(pieces.Skip(1).Select(static (piece, number) => $"{{\"_placeholder\":true,\"num\":{number}}}{piece}"));
        }

        return string.Concat(packet.Select(static c => c switch
        {
            '&' => "&amp;",
            '<' => "&lt;",
            '>' => "&gt;",
            // Line ends and characters that XML does not allow are written as JSON escapes.
            < ' ' or '\u0085' or '\u2028' or '\u2029' or >= '\uFFFE' => "\\u" + ((int)c).ToString("x4", System.Globalization.CultureInfo.InvariantCulture),
            _ => c.ToString(),
        }));
    }

    private static string Data(EventModel model)
    {
        string? first = model.VersionJson is { } version ? $"\"{EventModel.VersionName}\":{version}" : null;
        if (model.Types is not { Derived.Count: > 0 } types)
        {
            return Object(model.Members, model, depth: 0, first);
        }

        var example = (ObjectModel)model.Find(types.Derived[0].Name);
        return Object(example.Members, model, depth: 0, example.Discriminator is null ? first : $"{JsonString.Quote(example.DiscriminatorName)}:{example.Discriminator}");
    }

    private static string Object(IEnumerable<MemberModel> members, EventModel model, int depth, string? first = null) =>
        "{" + string.Join(",", (first is null ? (string[])[] : [first]).Concat(members
            .Where(static m => m.Redaction != Redaction.Drop && m.Value is not ExtensionValue)
            .OrderBy(static m => m.Order)
            .Select(m => $"{JsonString.Quote(m.JsonName)}:{Member(m, model, depth)}"))) + "}";

    private static string Member(MemberModel member, EventModel model, int depth) => member.Redaction switch
    {
        Redaction.Mask => "\"***\"",
        Redaction.Hash => "\"sha256:…\"",
        _ => Value(member.Value, model, depth),
    };

    private static string Value(ValueModel value, EventModel model, int depth) => value switch
    {
        NullableValue nullable => Value(nullable.Inner, model, depth),
        ScalarValue { Quoted: true } => "\"0\"",
        ScalarValue scalar => Scalar(scalar.Kind),
        LimitedStringValue => "\"…\"",
        EnumValue enumeration => ((EnumModel)model.Find(enumeration.Name)).Fields is { Count: > 0 } fields ? JsonString.Quote(fields[0].JsonName) : "0",
        ListValue => "[…]",
        ObjectValue nested when depth < 2 => Object(((ObjectModel)model.Find(nested.Name)).Members, model, depth + 1),
        AttachmentValue => Attachment,
        _ => "{…}",
    };

    private static string Scalar(ScalarKind kind) => kind switch
    {
        ScalarKind.Boolean => "true",
        ScalarKind.Guid => "\"3f0c1f3e-8a1b-4b2c-9d3e-1234567890ab\"",
        ScalarKind.DateTime => "\"2026-11-21T23:07:00Z\"",
        ScalarKind.DateTimeOffset => "\"2026-11-21T23:07:00+00:00\"",
        ScalarKind.DateOnly => "\"2026-11-21\"",
        ScalarKind.TimeOnly or ScalarKind.TimeSpan => "\"23:07:00\"",
        ScalarKind.JsonElement or ScalarKind.JsonDocument or ScalarKind.JsonNode or ScalarKind.RawJson => "{…}",
        <= ScalarKind.Decimal or ScalarKind.BigInteger => "0",
        _ => "\"…\"",
    };
}
