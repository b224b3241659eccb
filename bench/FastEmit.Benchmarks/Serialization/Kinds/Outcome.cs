using System.Text.Json.Serialization;

namespace FastEmit.Benchmarks.Serialization.Kinds;

/// <summary>How something ended; an enumeration like any other.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Outcome>))]
public enum Outcome
{
    Passed,
    Failed,
    Skipped,
    TimedOut,
}
