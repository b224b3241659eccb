using FastEmit.Events;

namespace FastEmit.Extensions.Hosting.Logging;

/// <summary>How log entries become events. Read once, when the provider is created. Configuration: <c>Logging:FastEmit</c>.</summary>
public sealed class FastEmitLoggerOptions
{
    /// <summary>The Socket.IO namespace of the events.</summary>
    public string Namespace { get; set; } = "/log";

    /// <summary>The name of the events.</summary>
    public string Event { get; set; } = "message";

    /// <summary>The key of the emitter that takes them, or null for the application's.</summary>
    public string? Emitter { get; set; }

    /// <summary>Whether events carry the scopes that are open where they are logged.</summary>
    public bool IncludeScopes { get; set; } = true;

    /// <exception cref="ArgumentException">The name or the namespace is not one of Socket.IO's.</exception>
    internal HookEventDescriptor ToDescriptor() => HookEventDescriptor.Create(Event, Namespace, hasTimestamp: true);
}
