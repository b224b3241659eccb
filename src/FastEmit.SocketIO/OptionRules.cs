namespace FastEmit.SocketIO;

/// <summary>The ranges of options. Each message names the option and what it takes.</summary>
internal static class OptionRules
{
    public static void Validate(SocketIOConnectionOptions options)
    {
        Require(options.Transports.Count > 0, nameof(options.Transports), "at least one transport");
        Require(options.RandomizationFactor is >= 0 and <= 1, nameof(options.RandomizationFactor), "0 to 1");
        Require(options.ReconnectionAttempts >= 0, nameof(options.ReconnectionAttempts), "zero or more");
        RequirePositive(options.ConnectTimeout, nameof(options.ConnectTimeout));
        RequirePositive(options.WriteTimeout, nameof(options.WriteTimeout));
        RequirePositive(options.CloseTimeout, nameof(options.CloseTimeout));
        RequirePositive(options.ReconnectionDelay, nameof(options.ReconnectionDelay));
        RequirePositive(options.ReconnectionDelayMax, nameof(options.ReconnectionDelayMax));
        RequirePositive(options.SendBufferBytes, nameof(options.SendBufferBytes));
        RequirePositive(options.ReceiveBufferBytes, nameof(options.ReceiveBufferBytes));
        RequirePositive(options.MaxMessageBytes, nameof(options.MaxMessageBytes));
        RequirePositive(options.MaxFragments, nameof(options.MaxFragments));
        Require(options.MaxAttachments is >= 0 and <= 1000, nameof(options.MaxAttachments), "0 to 1,000");
        Require(options.MaxJsonDepth is > 0 and <= 1000, nameof(options.MaxJsonDepth), "1 to 1,000");
    }

    private static void RequirePositive(TimeSpan value, string name) =>
        Require(value > TimeSpan.Zero && value.TotalMilliseconds < int.MaxValue, name, "more than zero and at most 24 days");

    private static void RequirePositive(int value, string name) => Require(value > 0, name, "more than zero");

    private static void Require(bool holds, string name, string range)
    {
        if (!holds)
        {
            throw new ArgumentException($"{nameof(SocketIOConnectionOptions)}.{name} must be {range}.", name);
        }
    }
}
