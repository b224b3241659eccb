using System.Text.Json.Serialization;

namespace FastEmit.Tests.Events.Differential;

/// <summary>An enum that is written by name where it has one.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<NamedKey>))]
public enum NamedKey : short
{
    First = 1,
    [JsonStringEnumMemberName("the \"second\"")]
    Second = 2,
}
