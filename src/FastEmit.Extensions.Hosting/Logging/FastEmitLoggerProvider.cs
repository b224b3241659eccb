using System.Collections.Concurrent;
using FastEmit.Diagnostics;
using FastEmit.Events;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace FastEmit.Extensions.Hosting.Logging;

/// <summary>
/// Emits one event per log entry. The standard filters by level and category apply, under the provider name <c>FastEmit</c>. FastEmit's
/// own log entries are never emitted.
/// </summary>
[ProviderAlias(FastEmitTelemetry.Name)]
internal sealed class FastEmitLoggerProvider : ILoggerProvider, ISupportExternalScope
{
    private readonly ConcurrentDictionary<string, FastEmitLogger> _loggers = new(StringComparer.Ordinal);
    private readonly Lazy<IHookEmitter> _emitter;
    private readonly HookEventDescriptor _descriptor;
    private readonly TimeProvider _time;
    private readonly bool _includeScopes;
    private volatile bool _isSilent;

    [ThreadStatic]
    private static bool _isResolving;

    // The emitter is resolved at the first entry, not here: it logs through the factory that this provider belongs to.
    public FastEmitLoggerProvider(IServiceProvider services, IOptions<FastEmitLoggerOptions> options)
    {
        FastEmitLoggerOptions values = options.Value;
        _descriptor = values.ToDescriptor();
        _includeScopes = values.IncludeScopes;
        _time = services.GetService<TimeProvider>() ?? TimeProvider.System;
        _emitter = new Lazy<IHookEmitter>(() => values.Emitter is null
            ? services.GetRequiredService<IHookEmitter>()
            : services.GetRequiredKeyedService<IHookEmitter>(values.Emitter));
    }

    /// <summary>The scopes, or null when they are not written.</summary>
    public IExternalScopeProvider? Scopes { get; private set; }

    /// <summary>
    /// The emitter of the entries; null when it cannot be created, while it is being created (it may log itself), or when the container
    /// is disposed. Logging must not fail then: the provider stays silent.
    /// </summary>
    public IHookEmitter? Emitter => _emitter.IsValueCreated ? _emitter.Value : Resolve();

    /// <summary>The descriptor of the events.</summary>
    public HookEventDescriptor Descriptor => _descriptor;

    /// <summary>The current time in UTC.</summary>
    public DateTime UtcNow => _time.GetUtcNow().UtcDateTime;

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) =>
        categoryName == FastEmitTelemetry.Name
            ? NullLogger.Instance
            : _loggers.GetOrAdd(categoryName, static (category, provider) => new FastEmitLogger(category, provider), this);

    /// <inheritdoc/>
    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => Scopes = _includeScopes ? scopeProvider : null;

    private IHookEmitter? Resolve()
    {
        if (_isSilent || _isResolving)
        {
            return null;
        }

        _isResolving = true;
        try
        {
            return _emitter.Value;
        }
        catch (Exception)
        {
            // Invalid options fail at the host's start, with a list of all errors.
            _isSilent = true;
            return null;
        }
        finally
        {
            _isResolving = false;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The emitter belongs to the container; the loggers hold nothing.
    }
}
