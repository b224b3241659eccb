using System.Text.Json;

namespace FastEmit.Protocol.Packets;

/// <summary>
/// The placeholders for attachments in a binary packet's JSON, <c>{"_placeholder":true,"num":i}</c> with 0 ≤ i &lt; n. An invalid number,
/// or one out of range, is an attack on naive receivers (CVE-2022-2421).
/// </summary>
internal static class Placeholders
{
    /// <summary>Validates the rest of a payload. Returns the reason for a refusal, or null.</summary>
    /// <param name="reader">The reader, at the position to start from.</param>
    /// <param name="attachments">The number of attachments.</param>
    /// <param name="maxDepth">The reader's maximum depth.</param>
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

    /// <summary>The outermost placeholders of a valid payload, in order.</summary>
    public static List<Placeholder> Find(ReadOnlySpan<byte> json)
    {
        List<Placeholder> found = [];
        PlaceholderScanner scanner = new(
            new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = PacketLimits.DeepestJson }),
            new PlaceholderScanner.OpenObject[PacketLimits.DeepestJson + 1]);
        while (scanner.Read())
        {
            // A nested placeholder is replaced together with the outer one.
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

/// <summary>A placeholder for an attachment.</summary>
/// <param name="Start">The position of its opening brace.</param>
/// <param name="End">The position after its closing brace.</param>
/// <param name="Number">The attachment's number.</param>
internal readonly record struct Placeholder(int Start, int End, int Number);
