using System.Text;
using System.Text.Json;
using FastEmit.Events;

namespace FastEmit.Tests.Events.Differential;

/// <summary>Serializes an event both ways and compares what a reader makes of it.</summary>
internal static class Oracle
{
    public static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static void AssertSame<TEvent>(TEvent value, string context)
        where TEvent : IHookEvent<TEvent>
    {
        string actual = Serialize(value);
        string expected = JsonSerializer.Serialize(value, Options);
        using JsonDocument actualTree = Parse(actual, context);
        using JsonDocument expectedTree = JsonDocument.Parse(expected);
        if (!JsonElement.DeepEquals(expectedTree.RootElement, actualTree.RootElement))
        {
            Assert.Fail($"{context}\nSystem.Text.Json: {expected}\nFastEmit:         {actual}");
        }
    }

    /// <summary>The event's data, held to be strict JSON in strict UTF-8.</summary>
    public static string Serialize<TEvent>(TEvent value)
        where TEvent : IHookEvent<TEvent>
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        HookEventSerializer.Serialize(in value, output);
        Span<byte> exact = new byte[output.WrittenCount];
        Assert.True(HookEventSerializer.TrySerialize(in value, exact, out int written));
        Assert.Equal(output.WrittenCount, written);
        Assert.True(exact.SequenceEqual(output.WrittenSpan));
        Assert.False(HookEventSerializer.TrySerialize(in value, exact[1..], out _));
        return StrictUtf8.GetString(output.WrittenSpan);
    }

    private static JsonDocument Parse(string json, string context)
    {
        try
        {
            return JsonDocument.Parse(json);
        }
        catch (JsonException exception)
        {
            throw new Xunit.Sdk.XunitException($"{context}: {exception.Message}\n{json}");
        }
    }
}
