using System.Text.Json;
using System.Text.Json.Serialization;

namespace FastEmit.Tests.Events.Differential;

/// <summary>A value with a wire form of its own.</summary>
[JsonConverter(typeof(Converter))]
public readonly record struct OrderNumber(long Value)
{
    public sealed class Converter : JsonConverter<OrderNumber>
    {
        public override OrderNumber Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, OrderNumber value, JsonSerializerOptions options)
        {
            writer.WriteStartArray();
            writer.WriteStringValue("№ \"order\"");
            writer.WriteNumberValue(value.Value);
            writer.WriteEndArray();
        }
    }
}
