using System.Text.Json;

namespace FastEmit.Interop.Tests.Servers;

/// <summary>One line of a Node server's log.</summary>
/// <param name="Connection">The Engine.IO session id of the connection that carried the event.</param>
/// <param name="Namespace">The event's namespace.</param>
/// <param name="Arguments">The packet's array: the event's name, then its data.</param>
internal sealed record LoggedEvent(string Connection, string Namespace, JsonElement Arguments)
{
    /// <summary>The event's name.</summary>
    public string Name => Arguments[0].GetString()!;

    /// <summary>The event's first argument.</summary>
    public JsonElement Data => Arguments[1];

    /// <summary>Reads <c>connection 2/namespace,id["name",data]</c>.</summary>
    public static LoggedEvent Parse(string line)
    {
        int space = line.IndexOf(' ', StringComparison.Ordinal);
        int array = line.IndexOf('[', space);
        ReadOnlySpan<char> prefix = line.AsSpan((space + 2)..array); // Behind the packet type.
        string name = prefix is ['/', ..] ? prefix[..prefix.IndexOf(',')].ToString() : "/";
        return new LoggedEvent(line[..space], name, JsonElement.Parse(line.AsSpan(array)));
    }
}
