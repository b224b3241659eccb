using System.Text.Json.Serialization;

namespace FastEmit.Tests.Events.Differential;

/// <summary>An enum by name, but not as it is declared.</summary>
[JsonConverter(typeof(WeatherConverter))]
public enum Weather
{
    VerySunny,
    SomeRain,
    [JsonStringEnumMemberName("snow!")]
    Snow,
}
