using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace FastEmit.Load.Servers;

/// <summary>A server's answers: one line of JSON each, on standard output.</summary>
internal static class ServerLine
{
    private static readonly Lock Gate = new();

    /// <summary>Writes a line. Thread-safe.</summary>
    public static void Write<T>(T value, JsonTypeInfo<T> type) => WriteText(JsonSerializer.Serialize(value, type));

    /// <summary>Writes a line as it is. Thread-safe.</summary>
    public static void WriteText(string line)
    {
        lock (Gate)
        {
            Console.Out.WriteLine(line);
            Console.Out.Flush();
        }
    }
}
