using System.Text.Json;
using System.Text.Json.Serialization;

namespace FastEmit.Tests.Events.Differential;

/// <summary>Its policy shows only when it runs.</summary>
public sealed class WeatherConverter() : JsonStringEnumConverter<Weather>(JsonNamingPolicy.KebabCaseUpper);
