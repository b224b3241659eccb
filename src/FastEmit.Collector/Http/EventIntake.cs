using System.IO.Compression;
using System.Text.Json;
using FastEmit.Collector.Counting;
using FastEmit.Collector.Sessions;
using FastEmit.Collector.Storage;
using FastEmit.Collector.Taking;
using FastEmit.Protocol.WebSockets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FastEmit.Collector.Http;

/// <summary>
/// <c>POST events</c>: one event, <c>{"namespace":"/hook","event":"pre_tool","data":{…}}</c>, or an array of such, zipped or not, for senders without a Socket.IO connection. 204
/// means what an acknowledgement means: the handlers have run, and a store that outlives the process has the event.
/// </summary>
internal sealed class EventIntake(EventCollector collector)
{
    private static readonly byte[] HookName = "\"claude_event\""u8.ToArray();

    private readonly JoinRules _joins = new(collector.Options, collector.Sink.Handlers);

    /// <summary>Takes the request's event in.</summary>
    public async Task PostAsync(HttpContext context)
    {
        if (await ReadAsync(context).ConfigureAwait(false) is not { } body)
        {
            return;
        }

        IReadOnlyList<PostedEvent> events;
        try
        {
            events = PostedEvent.ReadAll(body);
        }
        catch (JsonException exception)
        {
            await JsonAnswer.RefuseAsync(context, StatusCodes.Status400BadRequest, exception.Message).ConfigureAwait(false);
            return;
        }

        await TakeAsync(context, events).ConfigureAwait(false);
    }

    /// <summary>Takes the events of an agent hook in: the request's body is what the agent gives the hook.</summary>
    public async Task PostHookAsync(HttpContext context)
    {
        if (collector.Options.Hooks is not { } read)
        {
            await JsonAnswer.RefuseAsync(context, StatusCodes.Status404NotFound, "This collector does not know agent hooks; 'fastemit collect' does.").ConfigureAwait(false);
            return;
        }

        if (await ReadAsync(context).ConfigureAwait(false) is { } body)
        {
            string agent = context.GetRouteValue("agent")?.ToString() ?? "";
            await TakeAsync(context, [.. read(agent, context.Request.Query["event"], body).Select(static data => new PostedEvent("/", HookName, data))]).ConfigureAwait(false);
        }
    }

    /// <summary>A request's body without its encoding; null when it is refused, and answered.</summary>
    public async Task<byte[]?> ReadAsync(HttpContext context)
    {
        using MessageBuffer body = new();
        if (!await RequestBody.TryReadAsync(context.Request, body, collector.Options.MaxPayload, context.RequestAborted).ConfigureAwait(false))
        {
            await EngineRequest.RefuseTooLargeAsync(context).ConfigureAwait(false);
            return null;
        }

        Interlocked.Add(ref collector.Counters.Bytes, body.Length);
        return await DecodeAsync(context, body.Written.ToArray()).ConfigureAwait(false);
    }

    /// <summary>The body without its encoding; null when it is refused, and answered.</summary>
    private async Task<byte[]?> DecodeAsync(HttpContext context, byte[] body)
    {
        switch (context.Request.Headers.ContentEncoding.ToString().ToLowerInvariant())
        {
            case "" or "identity":
                return body;
            case "gzip":
                break;
            case var other:
                await JsonAnswer.RefuseAsync(context, StatusCodes.Status415UnsupportedMediaType, $"Content-Encoding {other} is not taken; gzip is, and none.").ConfigureAwait(false);
                return null;
        }

        try
        {
            if (Unzip(body, collector.Options.MaxPayload) is { } plain)
            {
                return plain;
            }

            await EngineRequest.RefuseTooLargeAsync(context).ConfigureAwait(false);
        }
        catch (InvalidDataException)
        {
            await JsonAnswer.RefuseAsync(context, StatusCodes.Status400BadRequest, "The body is not what its Content-Encoding says.").ConfigureAwait(false);
        }

        return null;
    }

    /// <summary>Null when it becomes larger than the limit; nothing is unzipped beyond.</summary>
    private static byte[]? Unzip(byte[] body, int limit)
    {
        using GZipStream unzipping = new(new MemoryStream(body), CompressionMode.Decompress);
        using MemoryStream plain = new();
        byte[] piece = new byte[16 * 1024];
        for (int read; (read = unzipping.Read(piece)) > 0;)
        {
            plain.Write(piece, 0, read);
            if (plain.Length > limit)
            {
                return null;
            }
        }

        return plain.ToArray();
    }

    /// <summary>Takes events in, all or none, and answers; false when they are refused.</summary>
    public async Task<bool> TakeAsync(HttpContext context, IReadOnlyList<PostedEvent> events)
    {
        foreach (string @namespace in events.Select(static posted => posted.Namespace).Distinct())
        {
            if ((await JudgeAsync(context, @namespace).ConfigureAwait(false)).IsGranted)
            {
                continue;
            }

            Interlocked.Increment(ref collector.Counters.RefusedRequests);
            await JsonAnswer.RefuseAsync(context, StatusCodes.Status403Forbidden, "The event's namespace is not open to this sender.").ConfigureAwait(false);
            return false;
        }

        EventLog log = collector.Log;
        if (log.IsCongested)
        {
            await log.WhenRoomAsync(context.RequestAborted).ConfigureAwait(false);
        }

        PendingEvents pending = new(collector.Sink);
        try
        {
            foreach (PostedEvent posted in events)
            {
                Take(posted, pending);
            }
        }
        finally
        {
            pending.Append();
        }

        if (log.ConfirmsLate)
        {
            await log.WhenStoredAsync(context.RequestAborted).ConfigureAwait(false);
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return true;
    }

    /// <summary>The rules that a CONNECT to the namespace would meet; the token has been looked at already.</summary>
    private async ValueTask<ConnectVerdict> JudgeAsync(HttpContext context, string @namespace)
    {
        if (_joins.Judge(@namespace) is { } verdict)
        {
            return verdict;
        }

        // A connection that nothing is sent over: what the application may want to know of the sender is in it.
        using CollectorSession session = collector.NewSession(Handshake.From(context));
        return await _joins.AskAsync(new ConnectRequest(session.Connection, @namespace, default), context.RequestAborted).ConfigureAwait(false);
    }

    private void Take(PostedEvent posted, PendingEvents pending)
    {
        ReadOnlySpan<byte> @namespace = posted.NamespaceUtf8.Span;
        ReadOnlySpan<byte> name = posted.NameJson.Span;
        ReadOnlySpan<byte> data = posted.Data.Span;
        if (pending.IsDuplicate(data, default))
        {
            return;
        }

        EventChannel channel = collector.Tally.Get(@namespace, name);
        channel.Add(1);
        collector.Sink.Handle(channel, new ReceivedEvent { Connection = null, Namespace = @namespace, NameJson = name, Data = data });
        if (!channel.IsInternal)
        {
            pending.Add(@namespace, name, data, default, default);
        }
    }
}

/// <summary>Makes events of the JSON that a coding agent gives its hooks.</summary>
/// <param name="agent">The agent, as the request's path names it.</param>
/// <param name="event">The hook's name where the JSON has none, or null.</param>
/// <param name="body">The JSON; what is none makes an event that says so.</param>
/// <returns>The events' data, one JSON object each; their name is <c>claude_event</c>.</returns>
internal delegate IReadOnlyList<ReadOnlyMemory<byte>> HookReader(string agent, string? @event, byte[] body);
