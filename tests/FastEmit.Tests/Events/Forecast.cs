using System.Text.Json;
using System.Text.Json.Serialization;

namespace FastEmit.Tests.Events;

/// <summary>A value that a converter of System.Text.Json writes and reads: an array of its days.</summary>
[JsonConverter(typeof(Converter))]
public sealed record Forecast(string Days)
{
    public sealed class Converter : JsonConverter<Forecast>
    {
        public override Forecast Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType != JsonTokenType.StartArray)
            {
                throw new JsonException("Days are expected.");
            }

            var days = new List<string>();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                days.Add(reader.GetString()!);
            }

            return new Forecast(string.Join(' ', days));
        }

        public override void Write(Utf8JsonWriter writer, Forecast value, JsonSerializerOptions options)
        {
            writer.WriteStartArray();
            foreach (string day in value.Days.Split(' '))
            {
                writer.WriteStringValue(day);
            }

            writer.WriteEndArray();
        }
    }
}
