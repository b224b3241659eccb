using System.Text.Json;

namespace FastEmit.Cli.Validating;

/// <summary>An event that went over the wire.</summary>
/// <param name="Connection">The connection's number.</param>
/// <param name="Data">Its data.</param>
internal sealed record ObservedEvent(int Connection, JsonElement Data)
{
    /// <summary>The event's number within its check.</summary>
    public int Number => Data.GetProperty("number").GetInt32();

    /// <summary>The check that it belongs to.</summary>
    public string Check => Data.GetProperty("check").GetString()!;
}
