using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace FastEmit.SocketIO;

/// <summary>The auth object of a CONNECT: fixed, or the result of a function that runs at every connect.</summary>
public sealed class SocketIOAuth
{
    private readonly Func<CancellationToken, ValueTask<ReadOnlyMemory<byte>>> _provide;

    private SocketIOAuth(Func<CancellationToken, ValueTask<ReadOnlyMemory<byte>>> provide) => _provide = provide;

    /// <summary>A fixed object, by source-generated metadata.</summary>
    public static SocketIOAuth From<T>(T value, JsonTypeInfo<T> typeInfo) =>
        FromJson(JsonSerializer.SerializeToUtf8Bytes(value, typeInfo));

    /// <summary>A function, for instance one that fetches a fresh token. If it throws, the namespace's connect fails with that error.</summary>
    public static SocketIOAuth From<T>(Func<CancellationToken, ValueTask<T>> provide, JsonTypeInfo<T> typeInfo)
    {
        ArgumentNullException.ThrowIfNull(provide);
        return new SocketIOAuth(async token =>
            JsonSerializer.SerializeToUtf8Bytes(await provide(token).ConfigureAwait(false), typeInfo));
    }

    /// <summary>A fixed object as UTF-8 JSON.</summary>
    /// <exception cref="ArgumentException">It is not a JSON object.</exception>
    public static SocketIOAuth FromJson(ReadOnlyMemory<byte> json)
    {
        ThrowUnlessObject(json.Span);
        return new SocketIOAuth(_ => ValueTask.FromResult(json));
    }

    /// <summary>A function that returns a UTF-8 JSON object.</summary>
    public static SocketIOAuth FromJson(Func<CancellationToken, ValueTask<ReadOnlyMemory<byte>>> provide) => new(provide);

    internal async ValueTask<ReadOnlyMemory<byte>> GetAsync(CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> json = await _provide(cancellationToken).ConfigureAwait(false);
        ThrowUnlessObject(json.Span);
        return json;
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
