using System.Text.Json;
using System.Text.Json.Serialization;

namespace FastEmit.Tests.Events.Differential;

public sealed class WrappedFactory : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(Wrapped<>);

    public override JsonConverter? CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        typeToConvert == typeof(Wrapped<int>) ? new Wrapped<int>.Converter() : new Wrapped<string>.Converter();
}
