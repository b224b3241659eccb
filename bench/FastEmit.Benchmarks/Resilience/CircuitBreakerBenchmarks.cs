using BenchmarkDotNet.Attributes;
using FastEmit.Resilience;
using Polly;
using Polly.CircuitBreaker;

namespace FastEmit.Benchmarks.Resilience;

/// <summary>What does a circuit breaker cost an attempt that works, and one that is refused?</summary>
public class CircuitBreakerBenchmarks
{
    private CircuitBreaker _closed = null!;
    private CircuitBreaker _open = null!;
    private ResiliencePipeline _pollyClosed = null!;
    private ResiliencePipeline _pollyOpen = null!;
    private ResilienceContext _context = null!;

    [GlobalSetup]
    public void Create()
    {
        _closed = new CircuitBreaker(5, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(10), TimeProvider.System);
        _open = new CircuitBreaker(5, TimeSpan.FromHours(1), TimeSpan.FromSeconds(10), TimeProvider.System);
        _open.Open();
        _pollyClosed = Polly(new CircuitBreakerManualControl());
        CircuitBreakerManualControl control = new();
        _pollyOpen = Polly(control);
        control.IsolateAsync().GetAwaiter().GetResult();
        _context = ResilienceContextPool.Shared.Get();
        if (_open.TryEnter(out _) || PollyOpen())
        {
            throw new InvalidOperationException("An open circuit lets an attempt through.");
        }
    }

    [Benchmark(Baseline = true)]
    public bool FastEmitClosed()
    {
        bool entered = _closed.TryEnter(out CircuitTicket ticket);
        _closed.RecordSuccess(ticket);
        return entered;
    }

    [Benchmark]
    public bool PollyClosed() => Execute(_pollyClosed);

    [Benchmark]
    public bool FastEmitOpen() => _open.TryEnter(out _);

    [Benchmark]
    public bool PollyOpen() => Execute(_pollyOpen);

    private static ResiliencePipeline Polly(CircuitBreakerManualControl control) => new ResiliencePipelineBuilder()
        .AddCircuitBreaker(new CircuitBreakerStrategyOptions { ManualControl = control })
        .Build();

    /// <summary>Without an exception for a refusal, which is Polly's fastest way.</summary>
    private bool Execute(ResiliencePipeline pipeline) => pipeline
        .ExecuteOutcomeAsync(static (_, _) => Outcome.FromResultAsValueTask(true), _context, 0)
        .GetAwaiter().GetResult().Exception is null;
}
