using System.Security.Cryptography;
using System.Text.Json;
using FastEmit.Buffers;
using FastEmit.Delivery;
using FastEmit.Diagnostics;
using FastEmit.Events;
using FastEmit.Fallbacks;
using FastEmit.Resilience;
using FastEmit.SocketIO.Transports;
using Microsoft.Extensions.Logging;

namespace FastEmit;

/// <summary>
/// The options of an emitter, checked and cut to what each part needs. The only place where options are read, so that
/// later changes to them have no effect.
/// </summary>
internal sealed record EmitterPlan
{
    public required EngineConnectionOptions Connect { get; init; }

    public required string? Auth { get; init; }

    public required LaneOptions Lane { get; init; }

    public required string? RingFile { get; init; }

    public required int MaxConnections { get; init; }

    public required int MaxEventBytes { get; init; }

    public required bool StampTimestamp { get; init; }

    /// <summary>What begins every event id, or null for none.</summary>
    public required string? EventIdPrefix { get; init; }

    public required bool RejectWhenOpen { get; init; }

    public required OverflowPolicy Overflow { get; init; }

    public required EventFallback? Fallback { get; init; }

    public required double HighWater { get; init; }

    public required double LowWater { get; init; }

    public required TimeSpan DropNoticeInterval { get; init; }

    public required TimeSpan FallbackTimeout { get; init; }

    public required TimeSpan ShutdownTimeout { get; init; }

    public required int FailureThreshold { get; init; }

    public required TimeSpan RecoveryTimeout { get; init; }

    public required TimeSpan ProbeTimeout { get; init; }

    public required TimeProvider TimeProvider { get; init; }

    public required ILogger Logger { get; init; }

    /// <summary>What the metrics call the emitter.</summary>
    public required string Name { get; init; }

    /// <summary>Checks the options.</summary>
    /// <exception cref="ArgumentException">Names every option that is out of its range.</exception>
    public static EmitterPlan From(HookEmitterOptions options)
    {
        OptionErrors errors = new();
        Check(options, errors);
        errors.ThrowIfAny();
        string emitterId = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        return new EmitterPlan
        {
            Connect = new EngineConnectionOptions
            {
                Url = options.Url!,
                Path = options.Path,
                Headers = [.. options.Headers],
                Query = [.. options.Query],
                ConnectTimeout = options.ConnectTimeout,
                TimeProvider = options.TimeProvider,
            },
            Auth = options.Auth,
            Lane = new LaneOptions
            {
                RingCapacity = options.RingCapacity,
                MaxInFlightBytes = options.MaxInFlightBytes,
                BatchWindow = options.BatchWindow,
                MaxBatchSize = options.MaxBatchSize,
                MaxBatchBytes = options.MaxBatchBytes,
                Delivery = options.Delivery,
                WatermarkTimeout = options.WatermarkTimeout,
                AckTimeout = options.AckTimeout,
                Envelope = options.Envelope is null ? [] : HookEventDescriptor.QuoteName(options.Envelope),
                BatchIdPrefix = options.StampBatchId ? emitterId : null,
                EmitterName = options.Name,
                JoinTimeout = options.ConnectTimeout,
                CloseTimeout = TimeSpan.FromMilliseconds(500),
                ReconnectDelay = options.ReconnectDelay,
                ReconnectDelayMax = options.ReconnectDelayMax,
                ReconnectJitter = options.ReconnectJitter,
            },
            RingFile = options.RingFile,
            MaxConnections = options.MaxConnections,
            MaxEventBytes = options.MaxEventBytes,
            StampTimestamp = options.StampTimestamp,
            EventIdPrefix = options.StampEventId ? emitterId : null,
            RejectWhenOpen = options.WhenCircuitOpen == CircuitOpenPolicy.Reject,
            Overflow = options.Overflow,
            Fallback = options.Fallback,
            HighWater = options.HighWater,
            LowWater = options.LowWater,
            DropNoticeInterval = options.DropNoticeInterval,
            FallbackTimeout = options.FallbackTimeout,
            ShutdownTimeout = options.ShutdownTimeout,
            FailureThreshold = options.FailureThreshold,
            RecoveryTimeout = options.RecoveryTimeout,

            // A probe connects, joins a namespace and waits for a watermark: three steps, each bounded by the connect timeout.
            ProbeTimeout = 3 * options.ConnectTimeout,
            TimeProvider = options.TimeProvider,
            Logger = new EmitterLogger(options.LoggerFactory?.CreateLogger(FastEmitTelemetry.Name)),
            Name = options.Name,
        };
    }

    /// <summary>Rings as the options say.</summary>
    /// <exception cref="RingFileException">A ring file cannot be used.</exception>
    public LaneRings OpenRings()
    {
        LaneRings rings = LaneRings.Open(MaxConnections, Lane.RingCapacity, RingFile, TimeProvider);
        foreach (RingFileException setAside in rings.SetAside)
        {
            Logger.RingFileSetAside(setAside.Message);
        }

        if (RingFile is not null)
        {
            RingRecovery found = rings.Recovery;
            Logger.RingFilesResumed(RingFile, found.Records, found.Abandoned, found.DamagedBytes);
        }

        return rings;
    }

    /// <summary>A breaker as the options say.</summary>
    public CircuitBreaker CreateBreaker() => new(FailureThreshold, RecoveryTimeout, ProbeTimeout, TimeProvider);

    private static void Check(HookEmitterOptions options, OptionErrors errors)
    {
        errors.RequireUrl(options.Url);
        errors.Require(
            options.Path is ['/', ..], nameof(options.Path), options.Path, "a path that begins with '/'");
        errors.RequireRange(options.MaxConnections, 1, 64, nameof(options.MaxConnections));
        errors.RequireRange(options.BatchWindow, TimeSpan.Zero, TimeSpan.FromMinutes(1), nameof(options.BatchWindow));
        errors.RequireRange(options.MaxBatchSize, 1, 65_536, nameof(options.MaxBatchSize));
        errors.RequireRange(options.MaxBatchBytes, 256, 1 << 30, nameof(options.MaxBatchBytes));
        errors.RequireRange(options.MaxEventBytes, 64, 1_000_000_000, nameof(options.MaxEventBytes));
        errors.RequireDefined(options.Delivery, nameof(options.Delivery));
        errors.RequireDefined(options.WhenCircuitOpen, nameof(options.WhenCircuitOpen));
        CheckOverflow(options, errors);
        errors.RequireRange(options.MaxInFlightBytes, 4096, 1 << 30, nameof(options.MaxInFlightBytes));
        errors.Require(
            options.RingCapacity is >= RingLayout.MinCapacity and <= RingLayout.MaxCapacity && int.IsPow2(options.RingCapacity),
            nameof(options.RingCapacity), options.RingCapacity, $"a power of two from {RingLayout.MinCapacity} to {RingLayout.MaxCapacity}");
        errors.Require(options.RingFile is not "", nameof(options.RingFile), "empty", "a path prefix, or null");
        errors.RequireRange(options.FailureThreshold, 1, 200, nameof(options.FailureThreshold));
        errors.RequireRange(options.RecoveryTimeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromDays(1), nameof(options.RecoveryTimeout));
        errors.RequireRange(options.ReconnectDelay, TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(1), nameof(options.ReconnectDelay));
        errors.RequireRange(options.ReconnectDelayMax, options.ReconnectDelay, TimeSpan.FromHours(1), nameof(options.ReconnectDelayMax));
        errors.Require(options.ReconnectJitter is >= 0 and <= 1, nameof(options.ReconnectJitter), options.ReconnectJitter, "0 to 1");
        errors.RequireRange(options.ConnectTimeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(10), nameof(options.ConnectTimeout));
        errors.RequireRange(options.ShutdownTimeout, TimeSpan.Zero, TimeSpan.FromHours(1), nameof(options.ShutdownTimeout));
        errors.RequireRange(options.WatermarkTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1), nameof(options.WatermarkTimeout));
        errors.RequireRange(options.AckTimeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromDays(1), nameof(options.AckTimeout));
        errors.Require(
            options.Envelope is null || HookEventDescriptor.IsName(options.Envelope),
            nameof(options.Envelope), options.Envelope, "an event name that is not empty and not reserved by Socket.IO, or null");
        errors.Require(IsJsonObject(options.Auth), nameof(options.Auth), "…", "a JSON object, or null");
        errors.Require(!string.IsNullOrEmpty(options.Name), nameof(options.Name), "empty", "a name");
        errors.Require(options.TimeProvider is not null, nameof(options.TimeProvider), null, "a clock");
    }

    private static void CheckOverflow(HookEmitterOptions options, OptionErrors errors)
    {
        TimeSpan timeout = options.Overflow.Timeout;
        bool accepted = options.Overflow.Kind != OverflowKind.Wait
            || timeout == Timeout.InfiniteTimeSpan
            || (timeout >= TimeSpan.FromMilliseconds(1) && timeout <= TimeSpan.FromHours(1));
        errors.Require(accepted, nameof(options.Overflow), options.Overflow, "Wait with 00:00:00.001 to 01:00:00, or infinite");
        errors.Require(
            options.Overflow.Kind != OverflowKind.Fallback || options.Fallback is not null,
            nameof(options.Fallback), options.Fallback, $"a fallback, because {nameof(options.Overflow)} is {options.Overflow}");
        errors.Require(options.HighWater is > 0 and <= 1, nameof(options.HighWater), options.HighWater, "more than 0, to 1");
        errors.Require(
            options.LowWater >= 0 && options.LowWater < options.HighWater,
            nameof(options.LowWater), options.LowWater, $"0 to less than {nameof(options.HighWater)}");
        errors.RequireRange(options.DropNoticeInterval, TimeSpan.FromMilliseconds(10), TimeSpan.FromDays(1), nameof(options.DropNoticeInterval));
        errors.RequireRange(options.FallbackTimeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1), nameof(options.FallbackTimeout));
    }

    private static bool IsJsonObject(string? auth)
    {
        if (auth is null)
        {
            return true;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(auth);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
