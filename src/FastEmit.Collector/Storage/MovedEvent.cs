using System.Globalization;
using System.Text;
using FastEmit.SocketIO.Receiving;

namespace FastEmit.Collector.Storage;

/// <summary>An event of one store on its way into another: the record that the collector wrote when it received it.</summary>
internal static class MovedEvent
{
    /// <summary>A record of <see cref="RecordFormat"/>.</summary>
    public static byte[] RecordOf(StoredEvent stored, IReadOnlyList<ReadOnlyMemory<byte>> attachments, ImportNumbers? numbers = null)
    {
        ReadOnlySpan<byte> data = stored.Data.Span;
        if (data is [(byte)'[', .., (byte)']'] && (stored.Session is not null || stored.Type != stored.Name))
        {
            data = data[1..^1]; // Only the first of several arguments can have said so.
        }

        byte[] bytes = [.. attachments.SelectMany(static attachment => attachment.ToArray())];
        AttachmentList list = new(bytes, [.. attachments.Select(static attachment => attachment.Length)]);
        byte[] @namespace = Encoding.UTF8.GetBytes(stored.Namespace);
        byte[] name = NameJsonOf(stored.Name);
        byte[] record = new byte[RecordFormat.LengthOf(@namespace, name, data, list)];
        RecordFormat.Write(record, EventTime.ToMicroseconds(stored.Time), @namespace, name, data, list, numbers?.Next(stored.Id, data) ?? default);
        return record;
    }

    /// <summary>Half a surrogate pair stays what it is, as an escape.</summary>
    private static byte[] NameJsonOf(string name)
    {
        StringBuilder json = new(name.Length + 2);
        json.Append('"');
        for (int i = 0; i < name.Length; i++)
        {
            if (name[i] is '"' or '\\')
            {
                json.Append('\\').Append(name[i]);
            }
            else if (char.IsSurrogatePair(name, i))
            {
                json.Append(name, i++, 2);
            }
            else if (char.IsControl(name[i]) || char.IsSurrogate(name[i]))
            {
                json.Append(CultureInfo.InvariantCulture, $"\\u{(int)name[i]:x4}");
            }
            else
            {
                json.Append(name[i]);
            }
        }

        return Encoding.UTF8.GetBytes(json.Append('"').ToString());
    }
}
