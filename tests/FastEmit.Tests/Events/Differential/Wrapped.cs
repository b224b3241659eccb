using System.Text.Json;
using System.Text.Json.Serialization;

namespace FastEmit.Tests.Events.Differential;

/// <summary>A value that a factory's converter writes.</summary>
[JsonConverter(typeof(WrappedFactory))]
public readonly record struct Wrapped<T>(T Value)
{
    internal sealed class Converter : JsonConverter<Wrapped<T>>
    {
        public override Wrapped<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, Wrapped<T> value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            writer.WriteString("Inside", $"{value.Value}");
            writer.WriteEndObject();
        }
    }
}
