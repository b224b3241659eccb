using System.IO.Pipelines;
using FastEmit.Protocol.WebSockets;
using Microsoft.AspNetCore.Http;

namespace FastEmit.Collector.Sessions;

/// <summary>Reads the body of a request whole, up to a limit.</summary>
internal static class RequestBody
{
    /// <summary>False when the body is longer than the limit; what is left of it is not read.</summary>
    public static async Task<bool> TryReadAsync(HttpRequest request, MessageBuffer body, int limit, CancellationToken cancellationToken)
    {
        if (request.ContentLength > limit)
        {
            return false;
        }

        while (true)
        {
            ReadResult read = await request.BodyReader.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (body.Length + read.Buffer.Length > limit)
            {
                request.BodyReader.AdvanceTo(read.Buffer.Start);
                return false;
            }

            foreach (ReadOnlyMemory<byte> segment in read.Buffer)
            {
                body.Append(segment.Span);
            }

            request.BodyReader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                return true;
            }
        }
    }
}
