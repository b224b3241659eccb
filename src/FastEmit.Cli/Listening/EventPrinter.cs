using System.Globalization;
using System.Text;
using System.Text.Json;
using FastEmit.Cli.Terminals;
using FastEmit.SocketIO;

namespace FastEmit.Cli.Listening;

/// <summary>Prints an event: as one line of JSON, or on a terminal with time, namespace and name before its arguments. Not thread-safe.</summary>
internal sealed class EventPrinter(Terminal terminal)
{
    private const string Dim = "\e[2m";
    private const string Bold = "\e[1;36m";
    private const string Plain = "\e[0m";

    /// <summary>Prints an event and flushes the output.</summary>
    public void Print(in SocketIOEvent e)
    {
        DateTimeOffset now = terminal.Time.GetUtcNow();
        string arguments = Encoding.UTF8.GetString(e.Arguments);
        if (terminal.IsOutputColored)
        {
            string time = now.ToLocalTime().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);
            terminal.Output.WriteLine($"{Dim}{time} {e.Socket.Namespace}{Plain} {Bold}{Printable(e.Name)}{Plain} {Printable(arguments)}");
        }
        else
        {
            string time = now.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);
            terminal.Output.WriteLine($"{{\"time\":\"{time}\",\"namespace\":{Quote(e.Socket.Namespace)},\"event\":{Quote(e.Name)},\"args\":[{arguments}]}}");
        }

        terminal.Output.Flush(); // a pipe's reader gets each event at once
    }

    /// <summary>Prints an event of a collector and flushes the output: the collector's own JSON, or on a terminal its time, namespace, name and data.</summary>
    public void Print(JsonElement stored)
    {
        terminal.Output.WriteLine(terminal.IsOutputColored
            ? $"{Dim}{Text(stored, "time")} {Text(stored, "namespace")}{Plain} {Bold}{Text(stored, "name")}{Plain} {Text(stored, "data")}"
            : stored.GetRawText());
        terminal.Output.Flush();
    }

    private static string Text(JsonElement stored, string member) =>
        stored.TryGetProperty(member, out JsonElement value) ? Printable(value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText()) : "";

    private static string Quote(string text) =>
        $"\"{JsonEncodedText.Encode(text, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";

    /// <summary>The sender chose the text, so terminal control characters are removed. JSON escapes them itself.</summary>
    private static string Printable(string text)
    {
        StringBuilder printable = new(text.Length);
        foreach (char c in text)
        {
            printable.Append(char.IsControl(c) ? '\uFFFD' : c);
        }

        return printable.ToString();
    }
}
