using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using FastEmit.Benchmarks.Serialization.Kinds;
using FastEmit.Events;

namespace FastEmit.Benchmarks.Serialization;

/// <summary>One event, serialized each way as often as asked.</summary>
internal sealed class SerializationCase(string name, Func<int, int> fastEmit, Func<int, int> systemTextJson, Func<int, int> byHand)
{
    public static IReadOnlyList<SerializationCase> All { get; } =
    [
        Create("reference", ReferenceEvent.Sample, EventJsonContext.Default.ReferenceEvent),
        Create("escaped", ReferenceEvent.Escaped, EventJsonContext.Default.ReferenceEvent),
        Create("non-ASCII", ReferenceEvent.NonAscii, EventJsonContext.Default.ReferenceEvent),
        Create("long", ReferenceEvent.Long, EventJsonContext.Default.ReferenceEvent),
        Create("nested", NestedEvent.Sample, EventJsonContext.Default.NestedEvent),
        Create("collections", CollectionEvent.Sample, EventJsonContext.Default.CollectionEvent),
    ];

    /// <summary>Four members of one kind each.</summary>
    public static IReadOnlyList<SerializationCase> Kinds { get; } =
    [
        Create("string", TextMembers.Sample, EventJsonContext.Default.TextMembers),
        Create("integer", IntegerMembers.Sample, EventJsonContext.Default.IntegerMembers),
        Create("double", DoubleMembers.Sample, EventJsonContext.Default.DoubleMembers),
        Create("bool", FlagMembers.Sample, EventJsonContext.Default.FlagMembers),
        Create("enum", EnumMembers.Sample, EventJsonContext.Default.EnumMembers),
        Create("Guid", GuidMembers.Sample, EventJsonContext.Default.GuidMembers),
        Create("DateTime", TimeMembers.Sample, EventJsonContext.Default.TimeMembers),
    ];

    public string Name => name;

    public Func<int, int> FastEmit => fastEmit;

    public Func<int, int> SystemTextJson => systemTextJson;

    public Func<int, int> ByHand => byHand;

    public override string ToString() => name;

    private static SerializationCase Create<TEvent>(string name, TEvent value, JsonTypeInfo<TEvent> type)
        where TEvent : IHookEvent<TEvent>, IHandEncoded<TEvent>
    {
        byte[] buffer = new byte[64 * 1024];
        var output = new ArrayBufferWriter<byte>(buffer.Length);
        // Its default encoder escapes all that is not ASCII; with this one it does the same work as FastEmit.
        var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        return new SerializationCase(
            name,
            count =>
            {
                TEvent copy = value;
                int bytes = 0;
                for (int i = 0; i < count; i++)
                {
                    bytes += EventText.Write(in copy);
                }

                return bytes;
            },
            count =>
            {
                TEvent copy = value;
                int bytes = 0;
                for (int i = 0; i < count; i++)
                {
                    bytes += EventText.Write(in copy, type, writer, output);
                }

                return bytes;
            },
            count =>
            {
                TEvent copy = value;
                int bytes = 0;
                for (int i = 0; i < count; i++)
                {
                    bytes += TEvent.WriteByHand(in copy, buffer);
                }

                return bytes;
            });
    }
}
