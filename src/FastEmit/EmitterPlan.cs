using System.Net.Security;
using System.Security.Cryptography;
using System.Text;
using FastEmit.Buffers;
using FastEmit.Diagnostics;
using FastEmit.Events;
using FastEmit.Options;
using FastEmit.Resilience;
using FastEmit.Sending;
using FastEmit.SocketIO.Transports;

namespace FastEmit;

/// <summary>
/// The options of an emitter, checked, with what follows from them. The options in it are a copy, so that later changes to
/// the caller's have no effect.
/// </summary>
internal sealed class EmitterPlan
{
    private EmitterPlan(HookEmitterOptions options)
    {
        string emitterId = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        EmitterId = emitterId;
        Options = options;
        SslClientAuthenticationOptions? tls = options.Connection.ConfigureTls is null ? null : new SslClientAuthenticationOptions();
        options.Connection.ConfigureTls?.Invoke(tls!);
        Connect = [.. options.Servers.Select(url => new EngineConnectionOptions
        {
            Url = url!,
            Path = EngineUrl.WithSlash(options.Connection.Path),
            Headers = [.. options.Connection.Headers],
            Confidential = options.Connection.Auth is { } auth ? SecretMask.TextsOf(Encoding.UTF8.GetBytes(auth)) : [],
            Query = [.. options.Connection.Query],
            ConnectTimeout = options.Connection.Timeout,
            Tls = tls,
            Proxy = options.Connection.Proxy,
            UseProxy = options.Connection.UseProxy,
            TimeProvider = options.TimeProvider,
        })];
        Envelope = options.Batch.Envelope is null ? [] : HookEventDescriptor.QuoteName(options.Batch.Envelope);
        CommonMembers = EventStamps.Encode(options.Stamps.Properties);
        BatchIdPrefix = options.Stamps.BatchId ? emitterId : null;
        Logger = new EmitterLogger(options.LoggerFactory?.CreateLogger(FastEmitTelemetry.Name));
    }

    /// <summary>The checked options. They do not change any more.</summary>
    public HookEmitterOptions Options { get; }

    /// <summary>The emitter's id: 16 random hexadecimal digits.</summary>
    public string EmitterId { get; }

    /// <summary>How to connect to each server, in order of preference.</summary>
    public EngineConnectionOptions[] Connect { get; }

    /// <summary>The name of the array event, as JSON, or empty.</summary>
    public byte[] Envelope { get; }

    /// <summary>The members that every event gets, encoded; empty when there are none.</summary>
    public byte[] CommonMembers { get; }

    /// <summary>The beginning of every batch id; null for no batch ids.</summary>
    public string? BatchIdPrefix { get; }

    public EmitterLogger Logger { get; }

    /// <summary>Bytes that a message may have beyond its event's packet: acknowledgement id, batch id, envelope.</summary>
    public int WireOverhead =>
        (Options.Delivery == DeliveryGuarantee.Acknowledged ? 20 : 0)
        + (BatchIdPrefix is null ? 0 : BatchIdPrefix.Length + 48)
        + (Envelope.Length == 0 ? 0 : Envelope.Length + 8);

    /// <summary>The parts of the wire format that a lane adds to its packets.</summary>
    public WireFormat WireFormat(int lane) => new(
        Envelope,
        BatchIdPrefix is { } prefix ? new BatchStamp(prefix, lane) : null,
        WireOverhead,
        Options.Delivery == DeliveryGuarantee.Acknowledged,
        MayNumber: Options.Stamps is { Sequence: true, EventId: false } && Options.Delivery != DeliveryGuarantee.AtMostOnce);

    /// <summary>Checks the options.</summary>
    /// <exception cref="ArgumentException">Names every option that is out of its range.</exception>
    public static EmitterPlan From(HookEmitterOptions options)
    {
        OptionCheck.Require(options);
        return new EmitterPlan(options.Copy());
    }

    /// <summary>Rings as the options say.</summary>
    /// <exception cref="RingFileException">A ring file cannot be used.</exception>
    public LaneRings OpenRings()
    {
        LaneRings rings = LaneRings.Open(Options.MaxConnections, Options.Ring.Capacity, Options.Ring.File, Options.TimeProvider);
        foreach (RingFileException setAside in rings.SetAside)
        {
            Logger.RingFileSetAside(setAside.Message);
        }

        if (Options.Ring.File is { } prefix)
        {
            RingRecovery found = rings.Recovery;
            Logger.RingFilesResumed(prefix, found.Records, found.Abandoned, found.DamagedBytes);
        }

        return rings;
    }

    /// <summary>A breaker as the options say.</summary>
    public CircuitBreaker CreateBreaker() => new(
        Options.Circuit.FailureThreshold,
        Options.Circuit.RecoveryTimeout,

        // A probe connects, joins a namespace and waits for a watermark: three steps, each bounded by the connect timeout.
        probeTimeout: 3 * Options.Connection.Timeout,
        Options.TimeProvider);
}
