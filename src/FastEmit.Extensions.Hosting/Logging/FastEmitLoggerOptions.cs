using FastEmit.Events;

namespace FastEmit.Extensions.Hosting.Logging;

/// <summary>The options of the log provider. Read once, when the provider is created. Configuration: <c>Logging:FastEmit</c>.</summary>
public sealed class FastEmitLoggerOptions
{
    /// <summary>The Socket.IO namespace of the events.</summary>
    public string Namespace { get; set; } = "/log";

    /// <summary>The name of the events.</summary>
    public string Event { get; set; } = "message";

    /// <summary>The key of the emitter for the events, or null for the application's.</summary>
    public string? Emitter { get; set; }

    /// <summary>Whether events include the open logging scopes.</summary>
    public bool IncludeScopes { get; set; } = true;

    /// <exception cref="ArgumentException">The name or the namespace is not valid in Socket.IO.</exception>
    internal HookEventDescriptor ToDescriptor() => HookEventDescriptor.Create(Event, Namespace, hasTimestamp: true);
}
