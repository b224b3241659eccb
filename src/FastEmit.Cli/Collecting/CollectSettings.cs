using System.Net;

namespace FastEmit.Cli.Collecting;

/// <summary>The settings of <c>collect</c> from the command line.</summary>
internal sealed record CollectSettings
{
    /// <summary>The port to listen on; 0 for any free port.</summary>
    public required int Port { get; init; }

    /// <summary>The address to listen on.</summary>
    public required IPAddress Address { get; init; }

    /// <summary>The secret that clients must present, or null.</summary>
    public string? Token { get; init; }

    /// <summary>The store for events beside memory.</summary>
    public required StoreSettings Store { get; init; }

    /// <summary>The size of the latest events in memory, in mebibytes.</summary>
    public required int RecentMebibytes { get; init; }

    /// <summary>Origins of pages that may use the collector.</summary>
    public required IReadOnlyList<string> AllowedOrigins { get; init; }

    /// <summary>The names of array events to split.</summary>
    public required IReadOnlyList<string> Envelopes { get; init; }

    /// <summary>The largest message, in bytes.</summary>
    public int MaxPayload { get; init; } = 1_000_000;

    /// <summary>The time between an answered heartbeat and the next one.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>The time limit for a client's answer to a heartbeat.</summary>
    public TimeSpan PingTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The file with the alert rules, or null.</summary>
    public string? Alerts { get; init; }

    /// <summary>Where sessions go as OTLP traces, or null.</summary>
    public Uri? OtlpOut { get; init; }

    /// <summary>Headers of the requests there.</summary>
    public IReadOnlyList<(string Name, string Value)> OtlpHeaders { get; init; } = [];

    /// <summary>The file for the log, a hyphen for standard error, or null.</summary>
    public string? Log { get; init; }

    /// <summary>Whether to report as JSON.</summary>
    public bool Json { get; init; }
}
