using FastEmit.Generators.Model;

namespace FastEmit.Generators.Emission;

/// <summary>What an event looks like on the wire, for its documentation.</summary>
internal static class WireSample
{
    /// <summary>The Socket.IO packet up to the event's data.</summary>
    public static string OpenPacket(EventModel model) =>
        (model.EventNamespace == "/" ? "42" : $"42{model.EventNamespace},") + "[" + JsonLiteral.Quote(model.EventName) + ",";

    /// <summary>A whole packet with placeholder values, escaped for an XML comment.</summary>
    public static string Xml(EventModel model)
    {
        string data = string.Join(",", model.Members.Select(static m => $"{JsonLiteral.Quote(m.JsonName)}:{Value(m.Value)}"));
        return (OpenPacket(model) + "{" + data + "}]").Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");
    }

    private static string Value(ValueModel value) => value switch
    {
        NullableValue nullable => Value(nullable.Inner),
        ScalarValue { Kind: ScalarKind.String } => "\"…\"",
        ScalarValue { Kind: ScalarKind.Boolean } => "true",
        ScalarValue { Kind: ScalarKind.Guid } => "\"3f0c1f3e-8a1b-4b2c-9d3e-1234567890ab\"",
        ScalarValue { Kind: ScalarKind.DateTime } => "\"2026-11-21T23:07:00Z\"",
        ScalarValue { Kind: ScalarKind.DateTimeOffset } => "\"2026-11-21T23:07:00+00:00\"",
        _ => "0",
    };
}
