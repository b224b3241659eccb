using System.Net;

namespace FastEmit.Cli.Collecting;

/// <summary>What the command line of <c>collect</c> asks for.</summary>
internal sealed record CollectSettings
{
    /// <summary>The port to listen on; 0 takes any that is free.</summary>
    public required int Port { get; init; }

    /// <summary>The address to listen on.</summary>
    public required IPAddress Address { get; init; }

    /// <summary>What clients have to show, or null.</summary>
    public string? Token { get; init; }

    /// <summary>Where events are kept besides memory.</summary>
    public required StoreSettings Store { get; init; }

    /// <summary>How many mebibytes of the last events to keep in memory.</summary>
    public required int RecentMebibytes { get; init; }

    /// <summary>Origins of pages that may use the collector.</summary>
    public required IReadOnlyList<string> AllowedOrigins { get; init; }

    /// <summary>Names of array events that are taken apart.</summary>
    public required IReadOnlyList<string> Envelopes { get; init; }

    /// <summary>The largest message, in bytes.</summary>
    public int MaxPayload { get; init; } = 1_000_000;

    /// <summary>How long after the last answered heartbeat the next one is sent.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>How long a client may take to answer it.</summary>
    public TimeSpan PingTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The file with the rules of alerts, or null.</summary>
    public string? Alerts { get; init; }

    /// <summary>Where sessions go as OTLP traces, or null.</summary>
    public Uri? OtlpOut { get; init; }

    /// <summary>Headers of the requests there.</summary>
    public IReadOnlyList<(string Name, string Value)> OtlpHeaders { get; init; } = [];

    /// <summary>Whether to report as JSON.</summary>
    public bool Json { get; init; }
}
