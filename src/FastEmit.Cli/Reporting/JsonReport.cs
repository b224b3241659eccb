using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace FastEmit.Cli.Reporting;

/// <summary>Writes the one JSON object that a verb prints on standard output under <c>--json</c>.</summary>
internal static class JsonReport
{
    /// <summary>Relaxed escaping keeps quotes and letters readable: the object goes to a terminal or a file, never into a web page.</summary>
    private static readonly JsonWriterOptions Format = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes an object, on one line, with the members that <paramref name="writeMembers"/> adds.</summary>
    public static void Write(TextWriter output, Action<Utf8JsonWriter> writeMembers)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Format))
        {
            writer.WriteStartObject();
            writeMembers(writer);
            writer.WriteEndObject();
        }

        output.WriteLine(Encoding.UTF8.GetString(buffer.WrittenSpan));
        output.Flush();
    }

    /// <summary>Writes an array with an object of each item, with the members that <paramref name="writeMembers"/> adds.</summary>
    public static void WriteObjects<T>(Utf8JsonWriter writer, string name, IEnumerable<T> items, Action<T> writeMembers)
    {
        writer.WriteStartArray(name);
        foreach (T item in items)
        {
            writer.WriteStartObject();
            writeMembers(item);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>Writes the object of a failed verb.</summary>
    public static void WriteError(TextWriter output, string message) =>
        Write(output, writer => writer.WriteString("error", message));
}
