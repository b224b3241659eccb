using System.Net;
using System.Numerics;
using FastEmit.Events;

namespace FastEmit.Tests.Events;

/// <summary>What System.Text.Json has no counterpart for.</summary>
[HookEvent("special")]
public partial record SpecialMembersEvent
{
    [Redact]
    public string? Masked { get; init; }

    [Redact]
    public object? MaskedObject { get; init; }

    [Redact(RedactMode.Hash)]
    public string? Hashed { get; init; }

    [Redact(RedactMode.Hash)]
    public List<string>? HashedList { get; init; }

    [Redact(RedactMode.Drop)]
    public string? Dropped { get; init; }

    [MaxLength(5)]
    public string? Short { get; init; }

    [MaxLength(5, Reject = true)]
    public string? Strict { get; init; }

    [RawJson]
    public string? RawText { get; init; }

    [RawJson]
    public byte[]? RawBytes { get; init; }

    [Utf8Text]
    public ReadOnlyMemory<byte>? Utf8 { get; init; }

    public BigInteger Big { get; init; }

    public IPAddress? Address { get; init; }

    public Quoting Quoting { get; init; }

    [EventConverter(typeof(Cents))]
    public decimal? Price { get; init; }

    [EventConverter(typeof(Silent))]
    public int Silent { get; init; }
}
