using System.Net;
using System.Text.Json;
using FastEmit.Buffers;
using FastEmit.Events;
using FastEmit.SocketIO.Transports;

namespace FastEmit;

/// <content>What each option accepts.</content>
internal sealed partial class EmitterPlan
{
    /// <summary>What is wrong with the options.</summary>
    public static OptionErrors Check(HookEmitterOptions options)
    {
        OptionErrors errors = new();
        Check(options, errors);
        return errors;
    }

    private static void Check(HookEmitterOptions options, OptionErrors errors)
    {
        CheckServers(options, errors);
        CheckTransport(options, errors);
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
        errors.RequireDefined(options.RingFileSync, nameof(options.RingFileSync));
        errors.Require(
            options.RingFileSync == RingFileSync.Never || options.RingFile is not null,
            nameof(options.RingFileSync), options.RingFileSync, $"{nameof(RingFileSync.Never)} without a {nameof(options.RingFile)}");
        errors.RequireRange(options.RingFileSyncInterval, TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1), nameof(options.RingFileSyncInterval));
        errors.RequireRange(options.FailureThreshold, 1, 200, nameof(options.FailureThreshold));
        errors.RequireRange(options.RecoveryTimeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromDays(1), nameof(options.RecoveryTimeout));
        errors.RequireRange(options.ReconnectDelay, TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(1), nameof(options.ReconnectDelay));
        errors.RequireRange(options.ReconnectDelayMax, options.ReconnectDelay, TimeSpan.FromHours(1), nameof(options.ReconnectDelayMax));
        errors.Require(options.ReconnectJitter is >= 0 and <= 1, nameof(options.ReconnectJitter), options.ReconnectJitter, "0 to 1");
        errors.RequireRange(options.ConnectTimeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(10), nameof(options.ConnectTimeout));
        errors.Require(
            options.RefusedNamespaceTimeout == Timeout.InfiniteTimeSpan
                || (options.RefusedNamespaceTimeout >= TimeSpan.Zero && options.RefusedNamespaceTimeout <= TimeSpan.FromDays(1)),
            nameof(options.RefusedNamespaceTimeout), options.RefusedNamespaceTimeout, "00:00:00 to 1.00:00:00, or infinite for ever");
        errors.RequireRange(options.PoisonAttempts, 0, 1_000, nameof(options.PoisonAttempts));
        errors.Require(
            options.TimeToLive == Timeout.InfiniteTimeSpan
                || (options.TimeToLive >= TimeSpan.FromMilliseconds(1) && options.TimeToLive <= TimeSpan.FromDays(30)),
            nameof(options.TimeToLive), options.TimeToLive, "00:00:00.001 to 30.00:00:00, or infinite for ever");
        CheckPeriod(options.HealthCheckInterval, nameof(options.HealthCheckInterval), errors);
        CheckPeriod(options.IdleTimeout, nameof(options.IdleTimeout), errors);
        errors.RequireRange(options.ShutdownTimeout, TimeSpan.Zero, TimeSpan.FromHours(1), nameof(options.ShutdownTimeout));
        errors.Require(
            options.ReportInterval == TimeSpan.Zero || (options.ReportInterval >= TimeSpan.FromMilliseconds(100) && options.ReportInterval <= TimeSpan.FromHours(1)),
            nameof(options.ReportInterval), options.ReportInterval, "00:00:00.100 to 01:00:00, or zero for never");
        errors.RequireRange(options.WatermarkTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1), nameof(options.WatermarkTimeout));
        errors.RequireRange(options.AckTimeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromDays(1), nameof(options.AckTimeout));
        errors.RequireRange(options.MaxPendingAcks, 1, 65_536, nameof(options.MaxPendingAcks));
        errors.Require(
            options.Envelope is null || HookEventDescriptor.IsName(options.Envelope),
            nameof(options.Envelope), options.Envelope, "an event name that is not empty and not reserved by Socket.IO, or null");
        errors.Require(IsJsonObject(options.Auth), nameof(options.Auth), "…", "a JSON object, or null");
        errors.Require(!string.IsNullOrEmpty(options.Name), nameof(options.Name), "empty", "a name");
        errors.Require(options.TimeProvider is not null, nameof(options.TimeProvider), null, "a clock");
    }

    private static void CheckServers(HookEmitterOptions options, OptionErrors errors)
    {
        if (options.Url is not null || options.Endpoints.Count == 0)
        {
            errors.RequireUrl(options.Url, nameof(options.Url));
        }

        for (int i = 0; i < options.Endpoints.Count; i++)
        {
            errors.RequireUrl(options.Endpoints[i], $"{nameof(options.Endpoints)}[{i}]");
        }

        foreach (IGrouping<string?, string?> same in options.Servers.GroupBy(static url => url, StringComparer.Ordinal).Where(static same => same.Skip(1).Any()))
        {
            errors.Require(false, nameof(options.Endpoints), $"'{same.Key}' twice", "each server once");
        }
    }

    private static void CheckTransport(HookEmitterOptions options, OptionErrors errors)
    {
        foreach ((string name, string value) in options.Headers)
        {
            string? problem = RequestHeaders.Problem(name, value);
            errors.Require(problem is null, nameof(options.Headers), $"'{name}'", $"names of HTTP headers, and values of one line; {problem}");
        }

        errors.Require(
            options.ConfigureTls is null || options.Servers.Any(static url => url is not null && IsSecure(url)),
            nameof(options.ConfigureTls), "set", "null, unless a server's URL begins with https or wss");
        errors.Require(
            options.Proxy is null || options.UseProxy,
            nameof(options.Proxy), "set", $"null, because {nameof(options.UseProxy)} is false");
        if (options.Proxy is WebProxy { Address: var address })
        {
            errors.Require(
                address is { Scheme: "http" or "https" or "socks4" or "socks4a" or "socks5" },
                nameof(options.Proxy), address is null ? "without an address" : $"'{address.Scheme}://{address.Authority}'",
                "a URL with http, https, socks4, socks4a or socks5");
        }
    }

    private static bool IsSecure(string url) =>
        url.StartsWith("https:", StringComparison.OrdinalIgnoreCase) || url.StartsWith("wss:", StringComparison.OrdinalIgnoreCase);

    private static void CheckPeriod(TimeSpan period, string option, OptionErrors errors) => errors.Require(
        period == Timeout.InfiniteTimeSpan || (period >= TimeSpan.FromMilliseconds(10) && period <= TimeSpan.FromDays(1)),
        option, period, "00:00:00.010 to 1.00:00:00, or infinite for never");

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

    internal static bool IsJsonObject(string? auth)
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
