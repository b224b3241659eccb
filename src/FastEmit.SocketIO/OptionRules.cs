using FastEmit.Protocol.Waiting;
using FastEmit.SocketIO.Transports;

namespace FastEmit.SocketIO;

/// <summary>The ranges of options. Each message names the option, its value and what it takes.</summary>
internal static class OptionRules
{
    /// <summary>Half of what timers take: some bounds are waited for twice.</summary>
    private static readonly TimeSpan LongestOption = Durations.LongestTimer / 2;

    public static void Validate(SocketIOConnectionOptions options)
    {
        const string owner = nameof(SocketIOConnectionOptions);
        RequireGiven(options.Path, owner, nameof(options.Path));
        RequireGiven(options.Query, owner, nameof(options.Query));
        RequireGiven(options.Headers, owner, nameof(options.Headers));
        RequireGiven(options.Transports, owner, nameof(options.Transports));
        RequireGiven(options.TimeProvider, owner, nameof(options.TimeProvider));
        RequireGiven(options.Logger, owner, nameof(options.Logger));
        foreach ((string name, string value) in options.Headers)
        {
            if (RequestHeaders.Problem(name, value) is { } problem)
            {
                throw new ArgumentException($"{owner}.{nameof(options.Headers)}: {problem}.", nameof(options));
            }
        }

        Require(options.Transports.Count > 0, options.Transports.Count, owner, nameof(options.Transports), "at least one transport");
        Require(options.RandomizationFactor is >= 0 and <= 1, options.RandomizationFactor, owner, nameof(options.RandomizationFactor), "0 to 1");
        Require(options.ReconnectionAttempts >= 0, options.ReconnectionAttempts, owner, nameof(options.ReconnectionAttempts), "zero or more");
        RequireBound(options.ConnectTimeout, owner, nameof(options.ConnectTimeout));
        RequireBound(options.WriteTimeout, owner, nameof(options.WriteTimeout));
        RequireBound(options.CloseTimeout, owner, nameof(options.CloseTimeout));
        RequireDelay(options.ReconnectionDelay, owner, nameof(options.ReconnectionDelay));
        RequireDelay(options.ReconnectionDelayMax, owner, nameof(options.ReconnectionDelayMax));
        RequirePositive(options.SendBufferBytes, owner, nameof(options.SendBufferBytes));
        RequirePositive(options.ReceiveBufferBytes, owner, nameof(options.ReceiveBufferBytes));
        RequirePositive(options.MaxMessageBytes, owner, nameof(options.MaxMessageBytes));
        RequirePositive(options.MaxFragments, owner, nameof(options.MaxFragments));
        Require(options.MaxAttachments is >= 0 and <= 1000, options.MaxAttachments, owner, nameof(options.MaxAttachments), "0 to 1,000");
        Require(options.MaxJsonDepth is > 0 and <= 1000, options.MaxJsonDepth, owner, nameof(options.MaxJsonDepth), "1 to 1,000");
    }

    public static void Validate(SocketIOSocketOptions options)
    {
        const string owner = nameof(SocketIOSocketOptions);
        if (options.AckTimeout is { } timeout)
        {
            // It is no timer's: however long it is, it is kept.
            Require(Durations.IsBound(timeout), timeout, owner, nameof(options.AckTimeout), Durations.Accepted + ", or null");
        }

        Require(options.Retries >= 0, options.Retries, owner, nameof(options.Retries), "zero or more");
        Require(options.OfflineBufferBytes >= 0, options.OfflineBufferBytes, owner, nameof(options.OfflineBufferBytes), "zero or more");
        Require(
            Enum.IsDefined(options.OfflinePolicy), options.OfflinePolicy, owner, nameof(options.OfflinePolicy),
            string.Join(", ", Enum.GetNames<OfflinePolicy>()));
    }

    private static void RequireBound(TimeSpan value, string owner, string name) => Require(
        Durations.IsBound(value) && value <= LongestOption, value, owner, name, $"{Durations.Accepted}, and at most {LongestOption.Days} days");

    private static void RequireDelay(TimeSpan value, string owner, string name) => Require(
        value > TimeSpan.Zero && value <= LongestOption, value, owner, name, $"more than zero and at most {LongestOption.Days} days");

    private static void RequirePositive(int value, string owner, string name) => Require(value > 0, value, owner, name, "more than zero");

    private static void RequireGiven(object? value, string owner, string name) => Require(value is not null, "null", owner, name, "given");

    private static void Require(bool holds, object value, string owner, string name, string range)
    {
        if (!holds)
        {
            throw new ArgumentException(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{owner}.{name} is {value}; it must be {range}."), name);
        }
    }
}
