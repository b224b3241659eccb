using System.Text.Json;
using System.Text.Json.Serialization;

namespace FastEmit.Tests.Events.Differential;

/// <summary>A class whose converter says itself what null looks like.</summary>
[JsonConverter(typeof(Converter))]
public sealed record Folder(string Path)
{
    public sealed class Converter : JsonConverter<Folder?>
    {
        public override bool HandleNull => true;

        public override Folder? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, Folder? value, JsonSerializerOptions options) => writer.WriteStringValue(value is null ? "none" : value.Path);
    }
}
