using System.Text.Json;
using System.Text.Json.Serialization;

namespace FastEmit.Events;

/// <summary>One instance of a converter of System.Text.Json, for all events. Thread-safe, as converters have to be.</summary>
internal static class BridgedConverter<TConverter, T>
    where TConverter : JsonConverter, new()
{
    /// <summary>Kept, so that a call makes no delegate.</summary>
    internal static readonly JsonBridge.WriteValue<T> Write = WriteValue;

    private static readonly JsonConverter<T> Converter = Create();

    /// <summary>Whether the converter itself says what null looks like.</summary>
    internal static bool HandlesNull => Converter.HandleNull;

    private static void WriteValue(Utf8JsonWriter json, T value)
    {
        Converter.Write(json, value, JsonBridge.SerializerOptions);
        if (json.CurrentDepth != 0 || json.BytesCommitted + json.BytesPending == 0)
        {
            throw new JsonException($"The converter '{typeof(TConverter)}' wrote too little or too much: it has to write exactly one JSON value.");
        }
    }

    private static JsonConverter<T> Create() => new TConverter() switch
    {
        JsonConverter<T> converter => converter,
        JsonConverterFactory factory when factory.CanConvert(typeof(T)) && factory.CreateConverter(typeof(T), JsonBridge.SerializerOptions) is JsonConverter<T> made => made,
        _ => throw new InvalidOperationException($"The converter '{typeof(TConverter)}' does not convert '{typeof(T)}'."),
    };
}
