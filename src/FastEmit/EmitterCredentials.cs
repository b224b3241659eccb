namespace FastEmit;

/// <summary>The credentials of one connect. A member that is null leaves the option of the same name unchanged.</summary>
public sealed record EmitterCredentials
{
    /// <summary>The Socket.IO auth payload, a JSON object as text; instead of <see cref="Options.ConnectionOptions.Auth"/>.</summary>
    public string? Auth { get; init; }

    /// <summary>HTTP headers of the upgrade request; one that <see cref="Options.ConnectionOptions.Headers"/> has too counts instead of it.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>Query parameters of the upgrade request; one that <see cref="Options.ConnectionOptions.Query"/> has too counts instead of it.</summary>
    public IReadOnlyDictionary<string, string>? Query { get; init; }
}
