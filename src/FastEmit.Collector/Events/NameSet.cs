using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace FastEmit.Collector.Events;

/// <summary>A few names of events, to be compared with names as they stand in packets. Immutable; asking allocates nothing.</summary>
internal sealed class NameSet(IEnumerable<string> names)
{
    private readonly byte[][] _names = [.. names.Select(static name => Encoding.UTF8.GetBytes($"\"{JsonEncodedText.Encode(name, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\""))];

    /// <summary>Whether the set has a name. One that is escaped where it need not be is not recognized.</summary>
    public bool Contains(ReadOnlySpan<byte> nameJson)
    {
        foreach (byte[] name in _names)
        {
            if (nameJson.SequenceEqual(name))
            {
                return true;
            }
        }

        return false;
    }
}
