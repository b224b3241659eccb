using FastEmit.Collector.Events;
using FastEmit.Collector.Storage;

namespace FastEmit.Simulation;

/// <summary>
/// A collector's store on a simulated disk: a commit takes its time, fails now and then and is tried again, and a process that dies takes with it
/// what is not committed. Numbers are kept with their events.
/// </summary>
internal sealed class SimulatedStore(World world, Scenario scenario, Ledger ledger) : EventStore
{
    private readonly List<SequenceRange> _numbers = [];
    private readonly List<(int Id, SequenceRange Number)> _appended = [];
    private readonly List<InPlaceWait> _waiters = [];
    private int _committed;
    private int _process;

    public override bool OutlivesProcess => true;

    public override long LastId => _committed + _appended.Count;

    public override void Append(EventRecords records)
    {
        if (_appended.Count == 0)
        {
            BeginCommit();
        }

        foreach (EventRecord record in records)
        {
            int id = EventNumber.Find(record.Data);
            IReadOnlyList<ReadOnlyMemory<byte>> attachments = record.ReadAttachments();
            for (int i = 0; i < attachments.Count; i++)
            {
                if (!Attachments.IsOne(attachments[i].Span, id, i))
                {
                    throw new BrokenPromiseException($"An attachment of event {id} is not what was emitted.");
                }
            }

            _appended.Add((id, record.TryGetSequence(out SequenceRange number) ? number : default));
        }
    }

    public override ValueTask WhenStoredAsync(CancellationToken cancellationToken)
    {
        if (_appended.Count == 0)
        {
            return ValueTask.CompletedTask;
        }

        InPlaceWait waiter = new(cancellationToken);
        _waiters.Add(waiter);
        return waiter.Task;
    }

    /// <summary>The process dies. The next one finds what was committed.</summary>
    public void Die()
    {
        _process++;
        _appended.Clear();
        _waiters.Clear();
    }

    public override IReadOnlyList<SequenceRange> ReadSequences(int lanes) => [.. _numbers];

    public override IAsyncEnumerable<StoredEvent> QueryAsync(EventQuery query, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public override ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>> GetAttachmentsAsync(long id, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public override EventStoreStats GetStats() => new(_committed, 0, LastId, 0, 0, null);

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void BeginCommit()
    {
        int process = _process;
        world.In(scenario.Server.Commit, () => Commit(process));
    }

    private void Commit(int process)
    {
        if (process != _process)
        {
            return;
        }

        if (world.Now < scenario.Calm.Ticks && !scenario.IsCalm && world.Chance(0.1))
        {
            world.Note("a commit fails");
            BeginCommit();
            return;
        }

        foreach ((int id, SequenceRange number) in _appended)
        {
            _committed++;
            _numbers.Add(number);
            ledger.OnHandled(id);
        }

        _appended.Clear();
        InPlaceWait[] waiters = [.. _waiters];
        _waiters.Clear();
        Array.ForEach(waiters, static waiter => waiter.End(null));
    }
}
