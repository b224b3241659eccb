using FastEmit.Collector.Outgoing;

namespace FastEmit.Collector.Sessions;

/// <summary>
/// Answers that may not go out yet. The dispatching thread gathers those of one read; then they wait, in order, until what they answer for
/// is settled, and are released to the client.
/// </summary>
/// <param name="settled">Completes when everything that has been taken so far, by any session, is as safe as an answer says.</param>
/// <param name="release">Sends records to the client. Any thread.</param>
internal sealed class HeldAnswers(Func<ValueTask> settled, Action<byte[], int> release)
{
    private readonly Outbox _gathering = new();
    private readonly Outbox _waiting = new();
    private readonly Lock _lock = new();
    private bool _isWaiting;

    public bool Add(PacketKind kind, ReadOnlySpan<byte> packet) => _gathering.Add(kind, packet);

    public bool AddRecords(ReadOnlySpan<byte> records) => _gathering.AddRecords(records);

    /// <summary>Holds the gathered answers from now on. Dispatching thread.</summary>
    public void Settle()
    {
        if (_gathering.IsEmpty)
        {
            return;
        }

        int length = _gathering.Take(out byte[] records);
        lock (_lock)
        {
            _waiting.AddRecords(records.AsSpan(0, length));
            Outbox.Return(records);
            if (_isWaiting)
            {
                return;
            }

            _isWaiting = true;
        }

        _ = ReleaseAsync();
    }

    /// <summary>One wait covers all answers that were waiting when it began.</summary>
    private async Task ReleaseAsync()
    {
        while (true)
        {
            byte[] records;
            int length;
            lock (_lock)
            {
                length = _waiting.Take(out records);
                if (length == 0)
                {
                    _isWaiting = false;
                    return;
                }
            }

            try
            {
                await settled().ConfigureAwait(false);
                release(records, length);
            }
            catch (Exception)
            {
                // The session has ended, or the store has: what is not stored is not answered for.
            }
            finally
            {
                Outbox.Return(records);
            }
        }
    }
}
