using FastEmit.Cli.CommandLine;
using FastEmit.Cli.Reporting;
using FastEmit.Cli.Terminals;
using FastEmit.Collector.Events;
using FastEmit.Collector.Sqlite;
using FastEmit.Collector.Storage;

namespace FastEmit.Cli.Collecting;

/// <summary>One run of <c>collect import</c>: reads until the end or until it is interrupted, and reports what is stored.</summary>
internal sealed class ImportRun(Terminal terminal, string path, StoreSettings settings, long after, bool json)
{
    /// <summary>Events that are waited for together.</summary>
    private const int ChunkSize = 10_000;

    private readonly StoreSalvage _source = new();

    /// <summary>The last event that is stored.</summary>
    private long _lastId;
    private long _read;

    public async Task<int> RunAsync(CancellationToken interrupted)
    {
        Check();
        _lastId = after;
        await using EventStore store = await StoreOpening.OpenAsync(settings, terminal.Time, interrupted)
            ?? throw new UsageException("collect import: --store or --data has to say where the events go.");
        bool isWhole = true;
        try
        {
            await CopyAsync(store, interrupted);
        }
        catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
        {
            isWhole = false;
            terminal.Error.WriteLine($"interrupted; go on with --after {_lastId}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"'{path}' cannot be read: {exception.Message}");
        }

        foreach (string fault in _source.Faults)
        {
            terminal.Error.WriteLine(fault);
        }

        Report(store.GetStats().Stored);
        return isWhole && _source.Faults.Count == 0 ? ExitCode.Success : ExitCode.FellShort;
    }

    private void Check()
    {
        if (!Directory.Exists(path) && !File.Exists(path))
        {
            throw new UsageException($"'{path}' is not there.");
        }

        string source = Path.TrimEndingDirectorySeparator(Path.GetFullPath(File.Exists(path) ? Path.GetDirectoryName(Path.GetFullPath(path))! : path));
        if (settings.Data is { } data && Path.TrimEndingDirectorySeparator(Path.GetFullPath(data)) == source)
        {
            throw new UsageException("--data is the folder that is read; it has to be another one.");
        }
    }

    private async Task CopyAsync(EventStore store, CancellationToken interrupted)
    {
        ImportNumbers numbers = new(keepsIds: store.IsShared);
        SequenceTable known = Known(store);
        int files = 0;
        long waiting = 0;
        long id = _lastId;
        foreach (StoredEvent stored in _source.Read(path, isAll: true))
        {
            interrupted.ThrowIfCancellationRequested();
            if (_source.Files != files)
            {
                files = _source.Files;
                numbers.Begin(stored);
            }

            EventRecords record = new(MovedEvent.RecordOf(stored, _source.AttachmentsOf(stored), numbers), 1);
            if (stored.Id <= after)
            {
                continue; // It was read for the numbers of those behind it.
            }

            _read++;
            id = stored.Id;
            if (!TryNote(known, record))
            {
                continue;
            }

            store.Append(record);
            if (++waiting == ChunkSize || store.IsCongested)
            {
                await store.WhenStoredAsync(interrupted);
                (_lastId, waiting) = (id, 0);
            }
        }

        await store.WhenStoredAsync(interrupted);
        _lastId = id;
    }

    /// <summary>The numbers that the store has. A shared one asks for itself, in the transaction: others write to it.</summary>
    private static SequenceTable Known(EventStore store)
    {
        SequenceTable known = new();
        foreach (SequenceRange range in store.IsShared ? [] : store.ReadSequences(SequenceTable.Capacity))
        {
            known.Add(range);
        }

        return known;
    }

    /// <summary>False when the event is stored already.</summary>
    private static bool TryNote(SequenceTable known, EventRecords records)
    {
        foreach (EventRecord record in records)
        {
            if (record.IsNumbered(out Sequence sequence))
            {
                if (known.Contains(sequence))
                {
                    return false;
                }

                known.Add(sequence);
            }
        }

        return true;
    }

    private void Report(long stored)
    {
        if (json)
        {
            JsonReport.Write(terminal.Output, writer =>
            {
                writer.WriteNumber("files", _source.Files);
                writer.WriteNumber("read", _read);
                writer.WriteNumber("stored", stored);
                writer.WriteNumber("lastId", _lastId);
                writer.WriteNumber("faults", _source.Faults.Count);
            });
            return;
        }

        terminal.Output.WriteLine($"{Figures.Count(_read)} events of {Figures.Count(_source.Files)} files read, {Figures.Count(stored)} stored, {Figures.Count(Math.Max(0, _read - stored))} there already");
    }
}
