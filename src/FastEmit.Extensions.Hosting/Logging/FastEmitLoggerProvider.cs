using System.Collections.Concurrent;
using FastEmit.Diagnostics;
using FastEmit.Events;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace FastEmit.Extensions.Hosting.Logging;

/// <summary>
/// Logs by emitting: one event per entry. Filters by level and category as every provider, under the name <c>FastEmit</c>. What
/// FastEmit itself logs is never emitted.
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

    // The emitter is resolved at the first entry, not here: it logs through the factory that this provider becomes part of.
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

    /// <summary>The scopes, or null while there are none to write.</summary>
    public IExternalScopeProvider? Scopes { get; private set; }

    /// <summary>
    /// Where the entries go; null when it cannot be made, when it is just being made and something logs meanwhile, or when the container
    /// is gone. A log must not fail for that: it falls silent.
    /// </summary>
    public IHookEmitter? Emitter => _emitter.IsValueCreated ? _emitter.Value : Resolve();

    /// <summary>The event that they are.</summary>
    public HookEventDescriptor Descriptor => _descriptor;

    /// <summary>Now, in UTC.</summary>
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
            // Options that are wrong fail at the host's start, with all that is wrong about them.
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
