using System.Runtime.InteropServices;
using FastEmit.Collector.Events;
using Microsoft.Data.Sqlite;

namespace FastEmit.Collector.Sqlite;

/// <summary>
/// Writes the terms of each block that is full, in the transaction of the event behind it: 43 KB at the most for 1,024 events, in parts, of which the empty ones are
/// left out. A block without a filter is searched. For the thread that writes.
/// </summary>
internal sealed class BlockFilterWriter : IDisposable
{
    private readonly PreparedStatement _add;
    private readonly ulong[] _terms = new ulong[BlockFilters.Parts * BlockFilters.WordsPerPart];
    private long _block;

    /// <param name="connection">The file.</param>
    /// <param name="lastId">The last event in it, whose block goes on.</param>
    public BlockFilterWriter(SqliteConnection connection, long lastId)
    {
        _add = new PreparedStatement(connection, "INSERT OR REPLACE INTO filters VALUES(?, ?)");
        _block = Blocks.Of(lastId + 1);
        using PreparedStatement events = new(connection, "SELECT e.id, e.data, k.name FROM events e JOIN kinds k ON k.id = e.kind WHERE e.id >= ?");
        events.Bind(1, Blocks.FirstId(_block));
        while (events.Step())
        {
            Begin(Blocks.Of(events.Number(0)));
            AddName(events.Text(2));
            Add(events.Bytes(1), EventFacts.Read(events.Bytes(1)));
        }
    }

    /// <summary>The next event is of this block.</summary>
    public void Begin(long block)
    {
        if (block != _block)
        {
            Write();
            _block = block;
        }
    }

    /// <summary>Adds a name that events of the block have.</summary>
    public void AddName(string name) => TextTerms.Add(_terms, name);

    /// <summary>Adds an event's data as it is stored.</summary>
    public void Add(ReadOnlySpan<byte> data, scoped in EventFacts facts)
    {
        TextTerms.AddJson(_terms, data, facts.IsJson);
        if (facts.Success == false)
        {
            TextTerms.Set(_terms, TextTerms.Failed);
        }
    }

    /// <summary>Writes the filter of the present block; nothing may be added to that block any more.</summary>
    public void Write()
    {
        for (int part = 0; part < BlockFilters.Parts; part++)
        {
            ReadOnlySpan<ulong> words = _terms.AsSpan(part * BlockFilters.WordsPerPart, BlockFilters.WordsPerPart);
            if (part == 0 || words.ContainsAnyExcept(0UL))
            {
                _add.Bind(1, BlockFilters.RowOf(_block, part)).BindBlob(2, MemoryMarshal.AsBytes(words)).Run();
            }
        }

        Array.Clear(_terms);
    }

    public void Dispose() => _add.Dispose();
}
