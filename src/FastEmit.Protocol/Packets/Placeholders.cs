using System.Text.Json;

namespace FastEmit.Protocol.Packets;

/// <summary>
/// The stand-ins for attachments in a binary packet's JSON, <c>{"_placeholder":true,"num":i}</c> with 0 ≤ i &lt; n. A number that is none,
/// or out of range, is an attack on naive receivers (CVE-2022-2421).
/// </summary>
internal static class Placeholders
{
    /// <summary>Reads what is left of a payload to its end. Returns the reason for a refusal, or null.</summary>
    /// <param name="reader">Where to go on from.</param>
    /// <param name="attachments">How many there are.</param>
    /// <param name="maxDepth">The reader's.</param>
    /// <exception cref="JsonException">The rest is not valid JSON.</exception>
    public static string? Judge(ref Utf8JsonReader reader, int attachments, int maxDepth)
    {
        if (attachments > 0)
        {
            return JudgeNumbers(reader, attachments, maxDepth);
        }

        while (reader.Read())
        {
        }

        return null;
    }

    /// <summary>The stand-ins of a valid payload, outermost only, in their order.</summary>
    public static List<Placeholder> Find(ReadOnlySpan<byte> json)
    {
        List<Placeholder> found = [];
        PlaceholderScanner scanner = new(
            new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = PacketLimits.DeepestJson }),
            new PlaceholderScanner.OpenObject[PacketLimits.DeepestJson + 1]);
        while (scanner.Read())
        {
            // One that stands in another is replaced together with it.
            while (found.Count > 0 && found[^1].Start > scanner.Start)
            {
                found.RemoveAt(found.Count - 1);
            }

            found.Add(new Placeholder(scanner.Start, scanner.End, scanner.Number));
        }

        return found;
    }

    private static string? JudgeNumbers(Utf8JsonReader reader, int attachments, int maxDepth)
    {
        PlaceholderScanner scanner = new(reader, stackalloc PlaceholderScanner.OpenObject[maxDepth + 1]);
        while (scanner.Read())
        {
            if ((uint)scanner.Number >= (uint)attachments)
            {
                return "an illegal attachment placeholder";
            }
        }

        return null;
    }
}
