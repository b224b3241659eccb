using FastEmit.Collector.Storage;
using Microsoft.Data.Sqlite;

namespace FastEmit.Collector.Sqlite;

/// <summary>Tells the blocks of one file that may have what a query asks for. For one thread at a time.</summary>
internal sealed class BlockFilterReader : IDisposable
{
    private readonly PreparedStatement _find;
    private readonly int[] _terms;

    private BlockFilterReader(SqliteConnection connection, int[] terms)
    {
        _find = new PreparedStatement(connection, "SELECT terms FROM filters WHERE id = ?");
        _terms = terms;
    }

    /// <summary>Null when the query asks for nothing that a filter knows, or the file has none.</summary>
    public static BlockFilterReader? TryOpen(SqliteConnection connection, EventQuery query)
    {
        HashSet<int> terms = [.. query.Hints.SelectMany(TextTerms.Of), .. TextTerms.Of(query.Text ?? "")];
        if (query.IsFailedHint)
        {
            terms.Add(TextTerms.Failed);
        }

        using PreparedStatement table = new(connection, "SELECT 1 FROM sqlite_schema WHERE name = 'filters'");
        return terms.Count > 0 && table.Step() ? new BlockFilterReader(connection, [.. terms]) : null;
    }

    /// <summary>Whether the block has all terms, or no filter.</summary>
    public bool MayHave(long block)
    {
        try
        {
            for (int i = 0; i < _terms.Length; i++)
            {
                int term = _terms[i];
                if (Has(block, term))
                {
                    continue;
                }

                // A term that one block lacks is the likeliest to be lacking in the next.
                _terms.AsSpan(0, i).CopyTo(_terms.AsSpan(1));
                _terms[0] = term;
                return false;
            }

            return true;
        }
        catch (SqliteException e) when (Damage.Is(e))
        {
            return true;
        }
    }

    public void Dispose() => _find.Dispose();

    private bool Has(long block, int term)
    {
        int part = BlockFilters.PartOf(term);
        bool has = _find.Bind(1, BlockFilters.RowOf(block, part)).Step()
            ? BlockFilters.Has(_find.Bytes(0), term)
            : part == 0 || !HasFilter(block);
        _find.Reset();
        return has;
    }

    private bool HasFilter(long block)
    {
        _find.Reset();
        return _find.Bind(1, BlockFilters.RowOf(block, 0)).Step();
    }
}
