using System.Text.Json;
using System.Text.Json.Serialization;

namespace FastEmit.Tests.Events;

/// <summary>A converter with a fault: it leaves an object open, or writes nothing.</summary>
public sealed class SilentJson : JsonConverter<int>
{
    public override int Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => 0;

    public override void Write(Utf8JsonWriter writer, int value, JsonSerializerOptions options)
    {
        if (value > 0)
        {
            writer.WriteStartObject();
        }
    }
}
