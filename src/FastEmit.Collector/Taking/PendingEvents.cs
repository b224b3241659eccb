using System.Runtime.InteropServices;
using FastEmit.Collector.Events;
using FastEmit.Collector.Storage;
using FastEmit.SocketIO.Receiving;

namespace FastEmit.Collector.Taking;

/// <summary>
/// The events of one read, or of one request, on their way into the log. Their ids are claimed as they come and count from when the log has
/// them. Owned by the dispatching thread.
/// </summary>
internal sealed class PendingEvents(EventSink sink)
{
    /// <summary>How long the first copy of an event may take to the log; only a handler holds it up.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly List<long> _claims = [];
    private readonly List<NumberClaim> _numbers = [];
    private readonly EventBatch? _batch = sink.Log.IsKept ? new EventBatch(sink.Time) : null;

    /// <summary>Whether an event has come before; then it is counted as a duplicate. Otherwise it is expected to be added.</summary>
    /// <param name="data">Its arguments.</param>
    /// <param name="number">See <see cref="NumberArgument"/>; none when it has no count.</param>
    public bool IsDuplicate(ReadOnlySpan<byte> data, Sequence number)
    {
        ReadOnlySpan<byte> id = number.Count > 0 ? default : EventId.Find(data);
        if (sink.Duplicates is not { } duplicates || (number.Count == 0 && id.IsEmpty) || TryClaim(duplicates, number, id))
        {
            return false;
        }

        Interlocked.Increment(ref sink.Counters.Duplicates);
        return true;
    }

    public void Add(
        scoped ReadOnlySpan<byte> @namespace,
        scoped ReadOnlySpan<byte> nameJson,
        scoped ReadOnlySpan<byte> data,
        scoped in AttachmentList attachments,
        Sequence number) => _batch?.Add(@namespace, nameJson, data, attachments, number);

    /// <summary>Hands everything to the log.</summary>
    public void Append()
    {
        bool isLogged = false;
        try
        {
            if (_batch is { IsEmpty: false } batch)
            {
                sink.Append(batch);
            }

            isLogged = true;
        }
        finally
        {
            _batch?.Clear();
            if (_claims.Count > 0)
            {
                sink.Duplicates!.End(CollectionsMarshal.AsSpan(_claims), isLogged);
                _claims.Clear();
            }

            if (_numbers.Count > 0)
            {
                sink.Duplicates!.End(_numbers, isLogged);
                _numbers.Clear();
            }
        }
    }

    private bool TryClaim(DuplicateWindow duplicates, Sequence number, ReadOnlySpan<byte> id)
    {
        Claim claim = Look(duplicates, number, id);
        return (claim == Claim.Unsettled ? LookAgain(duplicates, number, id) : claim) != Claim.Settled;
    }

    /// <summary>The first copy is in this very read, or in that of another connection.</summary>
    private Claim LookAgain(DuplicateWindow duplicates, Sequence number, ReadOnlySpan<byte> id)
    {
        Append();
        long began = sink.Time.GetTimestamp();
        Claim claim;
        long ends;
        do
        {
            ends = duplicates.Ends;
            claim = Look(duplicates, number, id);
        }
        while (claim == Claim.Unsettled && Patience - sink.Time.GetElapsedTime(began) is { Ticks: > 0 } left && duplicates.WaitForEnd(ends, left));
        return claim; // Unsettled for too long: better twice than lost.
    }

    private Claim Look(DuplicateWindow duplicates, Sequence number, ReadOnlySpan<byte> id)
    {
        if (number.Count > 0)
        {
            return duplicates.Look(number, _numbers);
        }

        Claim claim = duplicates.Look(id, out long place);
        if (claim == Claim.Mine)
        {
            _claims.Add(place);
        }

        return claim;
    }
}
