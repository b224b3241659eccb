using System.Globalization;
using System.Net;

namespace FastEmit.Collector;

/// <summary>The ranges of a collector's options. Each message names the option, what it is and what it takes.</summary>
internal static class CollectorOptionRules
{
    /// <summary>Short enough to type, long enough not to be guessed: 16 characters of base64 are 96 bits.</summary>
    private const int MinTokenLength = 16;

    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public static void Validate(CollectorOptions options)
    {
        ValidateNetwork(options);
        RequireTime(options.PingInterval, nameof(options.PingInterval));
        RequireTime(options.PingTimeout, nameof(options.PingTimeout));
        RequireTime(options.ConnectTimeout, nameof(options.ConnectTimeout));
        RequireTime(options.UpgradeTimeout, nameof(options.UpgradeTimeout));
        RequireNumber(options.MaxPayload, nameof(options.MaxPayload), 64, 1_000_000_000);
        RequireNumber(options.MaxConnections, nameof(options.MaxConnections), 1, 1_000_000);
        RequireNumber(options.MaxOutgoingBytes, nameof(options.MaxOutgoingBytes), 1 << 10, 1 << 30);
        RequireNumber(options.DuplicateWindow, nameof(options.DuplicateWindow), 0, 1 << 24);
        Require(
            options.RecentBytes is 0 or (>= 64 << 10 and <= 64L << 30), nameof(options.RecentBytes), options.RecentBytes, "0, or 64 KiB to 64 GiB");
        foreach (string name in options.Namespaces)
        {
            Require(name is ['/', ..] && !name.Contains(','), nameof(options.Namespaces), $"'{name}'", "names that begin with a slash and have no comma");
        }

        foreach (string name in options.Envelopes)
        {
            Require(name.Length > 0, nameof(options.Envelopes), "an empty name", "names of events");
        }

        ValidateOtlp(options);
        ArgumentNullException.ThrowIfNull(options.TimeProvider, nameof(options.TimeProvider));
    }

    private static void ValidateNetwork(CollectorOptions options)
    {
        RequireNumber(options.Port, nameof(options.Port), 0, IPEndPoint.MaxPort);
        Require(
            IPAddress.IsLoopback(options.Address) || options.Token is not null,
            nameof(options.Address),
            options.Address,
            $"a loopback address, or any address together with a {nameof(options.Token)}");
        Require(
            options.Path is ['/', ..] && !options.Path.AsSpan().ContainsAny("?#{} "),
            nameof(options.Path),
            options.Path,
            "a path that begins with a slash, without query or spaces");
        Require(
            options.Token is null || (options.Token.Length >= MinTokenLength && options.Token.AsSpan().IndexOfAnyExceptInRange('!', '~') < 0),
            nameof(options.Token),
            "not shown here",
            $"null, or at least {MinTokenLength} visible ASCII characters");
        Require(
            options.Transports is > CollectorTransports.None and <= CollectorTransports.All,
            nameof(options.Transports),
            options.Transports,
            "polling, WebSocket or both");
        foreach (string origin in options.AllowedOrigins)
        {
            Require(
                origin == "*" || (Uri.TryCreate(origin, UriKind.Absolute, out Uri? parsed) && parsed.GetLeftPart(UriPartial.Authority).Equals(origin, StringComparison.OrdinalIgnoreCase)),
                nameof(options.AllowedOrigins),
                $"'{origin}'",
                "origins such as https://example.com or http://localhost:3000, without a path, or *");
        }
    }

    private static void ValidateOtlp(CollectorOptions options)
    {
        Require(
            options.OtlpEndpoint is null or { IsAbsoluteUri: true, Scheme: "http" or "https" },
            nameof(options.OtlpEndpoint),
            $"'{options.OtlpEndpoint}'",
            "an http or https URL such as http://localhost:4318");
        foreach ((string name, string value) in options.OtlpHeaders)
        {
            // The value may be a secret and is not shown.
            using HttpRequestMessage request = new();
            Require(
                value is not null && !value.AsSpan().ContainsAny("\r\n\0") && request.Headers.TryAddWithoutValidation(name, value),
                nameof(options.OtlpHeaders),
                $"'{name}'",
                "names and values that an HTTP request can carry, without those of its content");
        }
    }

    private static void RequireTime(TimeSpan value, string name) =>
        Require(value >= TimeSpan.FromMilliseconds(1) && value <= TimeSpan.FromDays(1), name, value, "1 ms to one day");

    private static void RequireNumber(int value, string name, int min, int max) =>
        Require(value >= min && value <= max, name, value, string.Create(CultureInfo.InvariantCulture, $"{min:N0} to {max:N0}"));

    private static void Require(bool holds, string name, object value, string accepted)
    {
        if (!holds)
        {
            throw new ArgumentException($"{nameof(CollectorOptions)}.{name} is {value}; accepted: {accepted}.");
        }
    }
}
