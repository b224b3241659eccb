using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using FastEmit.Protocol.Packets;

namespace FastEmit.SocketIO;

/// <summary>The auth object of a CONNECT: fixed, or the result of a function that runs at every connect.</summary>
public sealed class SocketIOAuth
{
    private readonly ReadOnlyMemory<byte> _fixed;
    private readonly Func<CancellationToken, ValueTask<ReadOnlyMemory<byte>>>? _provide;

    private SocketIOAuth(ReadOnlyMemory<byte> json) => _fixed = json;

    private SocketIOAuth(Func<CancellationToken, ValueTask<ReadOnlyMemory<byte>>> provide) => _provide = provide;

    /// <summary>A fixed object, by source-generated metadata.</summary>
    public static SocketIOAuth From<T>(T value, JsonTypeInfo<T> typeInfo) =>
        FromJson(Serialize(value, typeInfo));

    /// <summary>
    /// A function, for instance one that fetches a fresh token. It runs on the thread pool. If it throws at the first connect, that fails
    /// with its error; if it throws at a later one, it is asked again by the reconnection options. If it does not return within <see cref="SocketIOConnectionOptions.ConnectTimeout"/>, its token is cancelled, the
    /// attempt fails with <see cref="ConnectFailure.Timeout"/>, and it is asked again by the reconnection options; the connection and its
    /// other namespaces go on meanwhile.
    /// </summary>
    public static SocketIOAuth From<T>(Func<CancellationToken, ValueTask<T>> provide, JsonTypeInfo<T> typeInfo)
    {
        ArgumentNullException.ThrowIfNull(provide);
        return new SocketIOAuth(async token =>
            Serialize(await provide(token).ConfigureAwait(false), typeInfo));
    }

    /// <summary>A fixed object as UTF-8 JSON.</summary>
    /// <exception cref="ArgumentException">It is not a JSON object.</exception>
    public static SocketIOAuth FromJson(ReadOnlyMemory<byte> json)
    {
        ThrowUnlessObject(json.Span);
        return new SocketIOAuth(json);
    }

    /// <summary>A function that returns a UTF-8 JSON object, under the same conditions.</summary>
    public static SocketIOAuth FromJson(Func<CancellationToken, ValueTask<ReadOnlyMemory<byte>>> provide)
    {
        ArgumentNullException.ThrowIfNull(provide);
        return new SocketIOAuth(provide);
    }

    /// <summary>The object; null when the function did not return in time.</summary>
    internal async ValueTask<ReadOnlyMemory<byte>?> GetAsync(TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        if (_provide is null)
        {
            return _fixed;
        }

        using CancellationTokenSource expired = new(timeout, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(expired.Token, cancellationToken);
        CancellationToken token = either.Token;
        Task<ReadOnlyMemory<byte>> providing = Task.Run(async () => await _provide(token).ConfigureAwait(false), CancellationToken.None);

        // What it comes to when it is not waited for any more is nobody's.
        _ = providing.ContinueWith(
            static task => _ = task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        try
        {
            ReadOnlyMemory<byte> json = await providing.WaitAsync(token).ConfigureAwait(false);
            ThrowUnlessObject(json.Span);
            return json;
        }
        catch (OperationCanceledException) when (expired.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>Escaped as the metadata's options say, and as little as JSON allows where they say nothing.</summary>
    private static byte[] Serialize<T>(T value, JsonTypeInfo<T> typeInfo)
    {
        ArrayBufferWriter<byte> output = new();
        using Utf8JsonWriter json = new(output, new JsonWriterOptions { Encoder = typeInfo.Options.Encoder ?? PlainJsonEncoder.Instance });
        JsonSerializer.Serialize(json, value, typeInfo);
        return output.WrittenSpan.ToArray();
    }

    private static void ThrowUnlessObject(ReadOnlySpan<byte> json)
    {
        try
        {
            Utf8JsonReader reader = new(json);
            reader.Read();
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                while (reader.Read())
                {
                }

                return;
            }
        }
        catch (JsonException)
        {
            // Said below.
        }

        throw new ArgumentException("Auth must be a JSON object.", nameof(json));
    }
}
