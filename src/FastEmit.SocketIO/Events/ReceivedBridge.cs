using System.Text.Json;
using System.Text.Json.Serialization;

namespace FastEmit.SocketIO.Events;

/// <summary>One instance of a converter of System.Text.Json, for all events. Thread-safe, as converters have to be.</summary>
internal static class ReceivedBridge<TConverter, T>
    where TConverter : JsonConverter, new()
{
    internal static readonly JsonConverter<T> Converter = new TConverter() switch
    {
        JsonConverter<T> converter => converter,
        JsonConverterFactory factory when factory.CanConvert(typeof(T)) && factory.CreateConverter(typeof(T), ReceivedJson.Options) is JsonConverter<T> made => made,
        _ => throw new InvalidOperationException($"The converter '{typeof(TConverter)}' does not convert '{typeof(T)}'."),
    };
}

/// <summary>What a converter of System.Text.Json is given when it reads: names as where it writes, and the web defaults.</summary>
internal static class ReceivedJson
{
    internal static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
}
