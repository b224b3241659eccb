using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using FastEmit.Protocol.Packets;

namespace FastEmit.Events;

/// <content>
/// Values whose size shows only when they are written. These members renew the reservation by themselves, and keep what
/// the caller had reserved beyond them; the caller reserves four bytes for a <c>null</c>.
/// </content>
public static partial class UncheckedJson
{
    /// <summary>Bytes of <c>"sha256:0123456789abcdef"</c>.</summary>
    public const int DigestBytes = 25;

    /// <summary>Bytes reserved for <c>{"_placeholder":true,"num":0}</c>.</summary>
    public const int AttachmentBytes = 32;

    private static readonly SearchValues<byte> SpecialBytes = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(static b => (byte)b), (byte)'"', (byte)'\\']);

    /// <summary>What a caller reserves for <see cref="LimitedString"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long StringBytes(string? value, int maxLength) => value is null ? NullBytes : Math.Min(value.Length, maxLength) + 2L + 3;

    /// <summary>Writes a string of at most <paramref name="maxLength"/> characters, the last one <c>…</c> where it was cut.</summary>
    public static ref byte LimitedString(scoped ref EventWriter writer, ref byte at, string? value, int maxLength)
    {
        if (value is null || value.Length <= maxLength)
        {
            return ref String(ref writer, ref at, value);
        }

        int kept = maxLength - 1; // the marker is one character
        if (kept > 0 && char.IsHighSurrogate(value[kept - 1]) && char.IsLowSurrogate(value[kept]))
        {
            kept--;
        }

        at = ref String(ref writer, ref at, value.AsSpan(0, kept));
        return ref Literal(ref Unsafe.Subtract(ref at, 1), "…\""u8);
    }

    /// <summary>Writes a string without the caller's having reserved it.</summary>
    public static ref byte Text(scoped ref EventWriter writer, ref byte at, string? value)
    {
        int later = writer.ReservedBeyond(ref at, 0);
        at = ref writer.Ensure(ref at, StringBytes(value) + later);
        return ref String(ref writer, ref at, value);
    }

    /// <summary>Writes the address as it was given.</summary>
    public static ref byte Uri(scoped ref EventWriter writer, ref byte at, Uri? value) => ref Text(ref writer, ref at, value?.OriginalString);

    /// <summary>Writes a version as a string.</summary>
    public static ref byte Version(scoped ref EventWriter writer, ref byte at, Version? value) => ref Formattable(ref writer, ref at, value);

    /// <summary>Writes a number of any size.</summary>
    /// <remarks>By way of characters: its formatting to UTF-8 is a default interface method, which boxes it.</remarks>
    public static ref byte BigInteger(scoped ref EventWriter writer, ref byte at, BigInteger value)
    {
        char[] digits = ArrayPool<char>.Shared.Rent(64);
        int length;
        while (!value.TryFormat(digits, out length, default, CultureInfo.InvariantCulture))
        {
            int doubled = digits.Length * 2;
            ArrayPool<char>.Shared.Return(digits);
            digits = ArrayPool<char>.Shared.Rent(doubled);
        }

        int later = writer.ReservedBeyond(ref at, 0);
        at = ref writer.Ensure(ref at, length + (long)later);
        Encoding.ASCII.GetBytes(digits.AsSpan(0, length), MemoryMarshal.CreateSpan(ref at, length));
        ArrayPool<char>.Shared.Return(digits);
        return ref Unsafe.Add(ref at, length);
    }

    /// <summary>Writes what <paramref name="value"/> formats itself to, in the invariant culture, as a string.</summary>
    public static ref byte Formattable<T>(scoped ref EventWriter writer, ref byte at, T value)
        where T : IUtf8SpanFormattable? => ref value is null ? ref Null(ref at) : ref Format(ref writer, ref at, value);

    /// <summary>Writes bytes as base64.</summary>
    public static ref byte Base64(scoped ref EventWriter writer, ref byte at, byte[]? value) =>
        ref value is null ? ref Null(ref at) : ref Base64(ref writer, ref at, new ReadOnlyMemory<byte>(value));

    /// <inheritdoc cref="Base64(ref EventWriter, ref byte, byte[])"/>
    public static ref byte Base64(scoped ref EventWriter writer, ref byte at, ReadOnlyMemory<byte> value)
    {
        long length = (value.Length + 2L) / 3 * 4;
        int later = writer.ReservedBeyond(ref at, 0);
        at = ref writer.Ensure(ref at, length + 2 + later);
        System.Buffers.Text.Base64.EncodeToUtf8(value.Span, MemoryMarshal.CreateSpan(ref Unsafe.Add(ref at, 1), (int)length), out _, out int written);
        return ref Quote(ref at, ref Unsafe.Add(ref at, written + 1));
    }

    /// <summary>Writes text in UTF-8 as a string; what is not valid UTF-8 becomes U+FFFD.</summary>
    public static ref byte Utf8Text(scoped ref EventWriter writer, ref byte at, byte[]? value) =>
        ref value is null ? ref Null(ref at) : ref Utf8Text(ref writer, ref at, value.AsSpan());

    /// <inheritdoc cref="Utf8Text(ref EventWriter, ref byte, byte[])"/>
    public static ref byte Utf8Text(scoped ref EventWriter writer, ref byte at, ReadOnlyMemory<byte> value) => ref Utf8Text(ref writer, ref at, value.Span);

    /// <summary>Writes JSON as it is, if it is one value; else its text as a string.</summary>
    public static ref byte RawJson(scoped ref EventWriter writer, ref byte at, byte[]? value) =>
        ref value is null ? ref Null(ref at) : ref RawJson(ref writer, ref at, value.AsSpan());

    /// <inheritdoc cref="RawJson(ref EventWriter, ref byte, byte[])"/>
    public static ref byte RawJson(scoped ref EventWriter writer, ref byte at, ReadOnlyMemory<byte> value) => ref RawJson(ref writer, ref at, value.Span);

    /// <inheritdoc cref="RawJson(ref EventWriter, ref byte, byte[])"/>
    public static ref byte RawJson(scoped ref EventWriter writer, ref byte at, string? value)
    {
        if (value is null)
        {
            return ref Null(ref at);
        }

        byte[] utf8 = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(value.Length));
        int length = Encoding.UTF8.GetBytes(value, utf8);
        at = ref RawJson(ref writer, ref at, utf8.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(utf8);
        return ref at;
    }

    /// <summary>Writes a parsed element; <c>null</c> for a default one.</summary>
    public static ref byte JsonElement(scoped ref EventWriter writer, ref byte at, JsonElement value) =>
        ref value.ValueKind == JsonValueKind.Undefined ? ref Null(ref at) : ref JsonBridge.Write(ref writer, ref at, value, static (json, v) => v.WriteTo(json));

    /// <summary>Writes a parsed document.</summary>
    public static ref byte JsonDocument(scoped ref EventWriter writer, ref byte at, JsonDocument? value) =>
        ref value is null ? ref Null(ref at) : ref JsonElement(ref writer, ref at, value.RootElement);

    /// <summary>Writes a parsed node.</summary>
    public static ref byte JsonNode(scoped ref EventWriter writer, ref byte at, JsonNode? value) =>
        ref value is null ? ref Null(ref at) : ref JsonBridge.Write(ref writer, ref at, value, static (json, v) => v.WriteTo(json));

    /// <summary>Has a converter write a value.</summary>
    public static ref byte Convert<TConverter, T>(scoped ref EventWriter writer, ref byte at, T value)
        where TConverter : IEventConverter<T>
    {
        int later = writer.ReservedBeyond(ref at, 0);
        writer.Commit(ref at);
        int before = writer.Written.Length;
        TConverter.Write(ref writer, value);
        if (writer.Written.Length == before)
        {
            writer.WriteNull(); // a converter that wrote nothing must not make the packet invalid
        }

        return ref writer.Reserve(later);
    }

    /// <summary>Has a converter of System.Text.Json write a value.</summary>
    public static ref byte JsonConverter<TConverter, T>(scoped ref EventWriter writer, ref byte at, T value)
        where TConverter : JsonConverter, new() =>
        ref value is null && !BridgedConverter<TConverter, T>.HandlesNull
            ? ref Null(ref at)
            : ref JsonBridge.Write(ref writer, ref at, value, BridgedConverter<TConverter, T>.Write);

    /// <summary>Replaces the JSON value that began at <paramref name="start"/> by the beginning of its SHA-256; <c>null</c> stays.</summary>
    public static ref byte Digest(scoped ref EventWriter writer, ref byte at, int start)
    {
        const int KeptBytes = 8;
        Span<byte> value = writer.Slice(start, ref at);
        if (value.SequenceEqual("null"u8))
        {
            return ref at;
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(value, hash);
        at = ref Literal(ref MemoryMarshal.GetReference(value), "\"sha256:"u8);
        bool fits = System.Convert.TryToHexStringLower(hash[..KeptBytes], MemoryMarshal.CreateSpan(ref at, 2 * KeptBytes), out int written);
        System.Diagnostics.Debug.Assert(fits, "DigestBytes is too small.");
        return ref Literal(ref Unsafe.Add(ref at, written), "\""u8);
    }

    /// <summary>The elements of a collection as a span, if an array or a List is behind it, so that no enumerator is made.</summary>
    public static bool TryGetSpan<T>(IEnumerable<T> source, out ReadOnlySpan<T> items)
    {
        switch (source)
        {
            case T[] array:
                items = new ReadOnlySpan<T>(array);
                return true;
            case List<T> list:
                items = CollectionsMarshal.AsSpan(list);
                return true;
            default:
                items = default;
                return false;
        }
    }

    /// <summary>Writes the placeholder of an attachment and hands its bytes to the writer.</summary>
    public static ref byte Attachment(scoped ref EventWriter writer, ref byte at, ReadOnlyMemory<byte> value)
    {
        int number = writer.Attach(value);
        at = ref Literal(ref at, "{\"_placeholder\":true,\"num\":"u8);
        at = ref Int32(ref at, number);
        return ref Literal(ref at, "}"u8);
    }

    private static ref byte Utf8Text(scoped ref EventWriter writer, ref byte at, scoped ReadOnlySpan<byte> value)
    {
        int later = writer.ReservedBeyond(ref at, 0);
        if (!value.ContainsAny(SpecialBytes) && Utf8.IsValid(value))
        {
            at = ref writer.Ensure(ref at, value.Length + 2L + later);
            value.CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref at, 1), value.Length));
            return ref Quote(ref at, ref Unsafe.Add(ref at, value.Length + 1));
        }

        char[] text = ArrayPool<char>.Shared.Rent(Encoding.UTF8.GetMaxCharCount(value.Length));
        int length = Encoding.UTF8.GetChars(value, text); // what is invalid becomes U+FFFD here
        at = ref writer.Ensure(ref at, length + 2L + later);
        at = ref String(ref writer, ref at, text.AsSpan(0, length));
        ArrayPool<char>.Shared.Return(text);
        return ref at;
    }

    private static ref byte RawJson(scoped ref EventWriter writer, ref byte at, scoped ReadOnlySpan<byte> value)
    {
        if (!IsOneValue(value))
        {
            return ref Utf8Text(ref writer, ref at, value);
        }

        int later = writer.ReservedBeyond(ref at, 0);
        at = ref writer.Ensure(ref at, value.Length + (long)later);
        value.CopyTo(MemoryMarshal.CreateSpan(ref at, value.Length));
        return ref Unsafe.Add(ref at, value.Length);
    }

    /// <summary>The reader checks structure and escapes but not the UTF-8 inside of strings.</summary>
    internal static bool IsOneValue(scoped ReadOnlySpan<byte> json)
    {
        if (!Utf8.IsValid(json))
        {
            return false;
        }

        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = PacketLimits.DeepestJson });
        try
        {
            return reader.Read() && reader.TrySkip() && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static ref byte Format<T>(scoped ref EventWriter writer, ref byte at, T value)
        where T : IUtf8SpanFormattable?
    {
        int later = writer.ReservedBeyond(ref at, 0);
        for (int room = 128; ; room = checked(room * 4))
        {
            at = ref writer.Ensure(ref at, room + 2L + later);
            Span<byte> body = MemoryMarshal.CreateSpan(ref Unsafe.Add(ref at, 1), room);
            if (!value!.TryFormat(body, out int written, default, CultureInfo.InvariantCulture))
            {
                continue;
            }

            body = body[..written];
            if (!body.ContainsAny(SpecialBytes) && Utf8.IsValid(body))
            {
                return ref Quote(ref at, ref Unsafe.Add(ref at, written + 1));
            }

            byte[] copy = ArrayPool<byte>.Shared.Rent(written);
            body.CopyTo(copy);
            at = ref writer.Ensure(ref at, later);
            at = ref Utf8Text(ref writer, ref at, copy.AsSpan(0, written));
            ArrayPool<byte>.Shared.Return(copy);
            return ref at;
        }
    }
}
