using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text.Unicode;
using FastEmit.Protocol.EngineIO;
using FastEmit.Protocol.WebSockets;
using Microsoft.AspNetCore.Http;

namespace FastEmit.Collector.Sessions;

/// <content>The client's POST requests.</content>
internal sealed partial class PollingTransport
{
    private const string BinaryContentType = "application/octet-stream";

    /// <summary>Serves a POST: dispatches its packets and answers <c>ok</c>.</summary>
    public async Task PostAsync(HttpContext context)
    {
        if (!TryBeginPost(out bool isSecond))
        {
            if (isSecond)
            {
                session.Fail(CloseCode.PolicyViolation, "Two posts at once.");
            }

            await EngineRequest.RefuseAsync(context, EngineError.BadRequest).ConfigureAwait(false);
            return;
        }

        try
        {
            Func<HttpContext, Task> answer = RefuseAsync;
            try
            {
                answer = await TakeAsync(context).ConfigureAwait(false);
            }
            finally
            {
                EndPost(); // Before the answer: the client's next post may come sooner than this side knows that it is written.
            }

            await answer(context).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // Nobody waits for the answer; what came in whole counts.
        }
    }

    private static Task RefuseAsync(HttpContext context) => EngineRequest.RefuseAsync(context, EngineError.BadRequest);

    private bool TryBeginPost(out bool isSecond)
    {
        lock (_lock)
        {
            isSecond = _isPosting;
            return !isSecond && !_isGivenUp && !_isAborted && _closing is null && (_isPosting = true);
        }
    }

    private void EndPost()
    {
        lock (_lock)
        {
            _isPosting = false;
        }
    }

    /// <summary>Takes the packets in and returns what answers the request.</summary>
    private async Task<Func<HttpContext, Task>> TakeAsync(HttpContext context)
    {
        if (context.Request.ContentType?.StartsWith(BinaryContentType, StringComparison.OrdinalIgnoreCase) == true)
        {
            return RefuseAsync;
        }

        using MessageBuffer body = new();
        if (!await RequestBody.TryReadAsync(context.Request, body, collector.Options.MaxPayload, context.RequestAborted).ConfigureAwait(false))
        {
            return EngineRequest.RefuseTooLargeAsync;
        }

        Interlocked.Add(ref collector.Counters.Bytes, body.Length);
        if (!TryDispatch(body.Written))
        {
            return RefuseAsync;
        }

        if (collector.Log.IsCongested)
        {
            await collector.Log.WhenRoomAsync(context.RequestAborted).ConfigureAwait(false);
        }

        return static context => EngineRequest.AnswerAsync(context, "ok"u8.ToArray());
    }

    /// <summary>False when the client has broken a rule, which ended the session.</summary>
    private bool TryDispatch(ReadOnlySpan<byte> payload)
    {
        if (!Utf8.IsValid(payload))
        {
            session.Fail(CloseCode.InvalidPayload, "A payload that is not valid UTF-8.");
            return false;
        }

        try
        {
            DispatchAll(payload);
        }
        finally
        {
            session.Settle();
        }

        if (!session.Outgoing.IsEmpty)
        {
            Wake();
        }

        return !IsClosing(out Closing? closing) || closing.ByClient || closing.IsFarewell;
    }

    private void DispatchAll(ReadOnlySpan<byte> payload)
    {
        while (true)
        {
            int end = payload.IndexOf(EngineProtocol.PayloadSeparator);
            Dispatch(end < 0 ? payload : payload[..end]);
            if (end < 0 || IsClosing(out _))
            {
                return;
            }

            payload = payload[(end + 1)..];
        }
    }

    private void Dispatch(ReadOnlySpan<byte> packet)
    {
        if (packet.IsEmpty || packet[0] != (byte)EnginePacketType.Base64)
        {
            session.OnText(packet);
            return;
        }

        byte[] bytes = ArrayPool<byte>.Shared.Rent(Base64.GetMaxDecodedFromUtf8Length(packet.Length));
        if (Base64.DecodeFromUtf8(packet[1..], bytes, out int consumed, out int written) == OperationStatus.Done && consumed == packet.Length - 1)
        {
            session.OnBinary(bytes.AsSpan(0, written));
        }
        else
        {
            session.Fail(CloseCode.InvalidPayload, "An attachment that is not base64.");
        }

        ArrayPool<byte>.Shared.Return(bytes);
    }

    private bool IsClosing([NotNullWhen(true)] out Closing? closing)
    {
        lock (_lock)
        {
            return (closing = _closing) is not null;
        }
    }
}
