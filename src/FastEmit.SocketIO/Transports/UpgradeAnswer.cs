using System.Globalization;
using System.Net;
using System.Text;

namespace FastEmit.SocketIO.Transports;

/// <summary>A server's answer to an <see cref="UpgradeRequest"/>.</summary>
/// <param name="Response">Status and headers, and the start of the body if there was one.</param>
/// <param name="Stream">The connection.</param>
/// <param name="Behind">Bytes of the connection that came with the answer.</param>
internal sealed record UpgradeAnswer(HttpResponseMessage Response, Stream Stream, ReadOnlyMemory<byte> Behind)
{
    /// <summary>As much as the platform's handler takes.</summary>
    private const int MaxHeadBytes = 64 * 1024;

    /// <summary>Reads past interim answers (100, 103) to the one that counts.</summary>
    /// <exception cref="HttpRequestException">It is no HTTP, or ended too early.</exception>
    public static async Task<UpgradeAnswer> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[4096];
        int count = 0;
        while (true)
        {
            int length;
            while ((length = LengthOfHead(buffer.AsSpan(0, count))) < 0)
            {
                if (!MayBeHttp(buffer.AsSpan(0, count)) || count == MaxHeadBytes)
                {
                    throw new HttpRequestException(HttpRequestError.InvalidResponse, "The answer is not HTTP.");
                }

                if (count == buffer.Length)
                {
                    Array.Resize(ref buffer, Math.Min(2 * count, MaxHeadBytes));
                }

                int read = await stream.ReadAsync(buffer.AsMemory(count), cancellationToken).ConfigureAwait(false);
                count += read != 0 ? read : throw new HttpRequestException(HttpRequestError.ResponseEnded, "The response ended prematurely.");
            }

            HttpResponseMessage response = Parse(buffer.AsSpan(0, length));
            Memory<byte> behind = buffer.AsMemory(length, count - length);
            if (response.StatusCode == HttpStatusCode.SwitchingProtocols)
            {
                return new UpgradeAnswer(response, stream, behind);
            }

            if ((int)response.StatusCode >= 200)
            {
                response.Content = new StreamContent(new ResponseBody(response, stream, behind));
                return new UpgradeAnswer(response, stream, default);
            }

            response.Dispose();
            behind.CopyTo(buffer);
            count = behind.Length;
        }
    }

    private static bool MayBeHttp(ReadOnlySpan<byte> start)
    {
        ReadOnlySpan<byte> version = "HTTP/1."u8;
        return start[..Math.Min(start.Length, version.Length)].SequenceEqual(version[..Math.Min(start.Length, version.Length)]);
    }

    /// <summary>Bytes up to and with the empty line; -1 when it has not come.</summary>
    private static int LengthOfHead(ReadOnlySpan<byte> bytes)
    {
        for (int i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] == '\n' && bytes[(i + 1)..] is [(byte)'\n', ..] or [(byte)'\r', (byte)'\n', ..])
            {
                return i + (bytes[i + 1] == '\n' ? 2 : 3);
            }
        }

        return -1;
    }

    private static HttpResponseMessage Parse(ReadOnlySpan<byte> head)
    {
        string[] lines = Encoding.Latin1.GetString(head).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        string status = lines[0];
        if (status.Length < 12 || !status.StartsWith("HTTP/1.", StringComparison.Ordinal) || status[8] != ' '
            || !int.TryParse(status.AsSpan(9, 3), NumberStyles.None, CultureInfo.InvariantCulture, out int code))
        {
            throw new HttpRequestException(HttpRequestError.InvalidResponse, "The answer is not HTTP.");
        }

        HttpResponseMessage response = new((HttpStatusCode)code) { ReasonPhrase = status[12..].Trim() };
        foreach (string line in lines.AsSpan(1))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0)
            {
                throw new HttpRequestException(HttpRequestError.InvalidResponse, "A line of the answer is no header.");
            }

            // Headers of the body are looked at in one place only, and kept where that can see them.
            string name = line[..colon].TrimEnd();
            string value = line[(colon + 1)..].TrimStart();
            if (!response.Headers.TryAddWithoutValidation(name, value))
            {
                response.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return response;
    }
}
