using FastEmit.Collector.Digests;

namespace FastEmit.Collector.Overviews;

/// <summary>
/// The tokens and cost of a session, or of a trace whose session is unknown, from the best of their sources: what two sources tell is counted once. What it counts is
/// in the day's figures as well. For one thread.
/// </summary>
/// <param name="day">The day's figures of a model.</param>
internal sealed class TokenTally(Func<string, ModelFigures> day)
{
    private const int MaxModels = 200;

    private readonly Dictionary<string, ModelFigures> _models = new(StringComparer.Ordinal);

    /// <summary>The source that counts.</summary>
    public TokenSource Source { get; private set; } = TokenSource.None;

    /// <summary>In US dollars.</summary>
    public double Cost => _models.Values.Sum(static figures => figures.Cost);

    /// <summary>Takes in what a source tells. One that is worse than another before it counts for nothing, a better one replaces it.</summary>
    public void Add(TokenSource source, string model, HookMembers members)
    {
        if (source > Source)
        {
            return;
        }

        if (source < Source)
        {
            Clear();
            Source = source;
        }

        bool isPoint = source == TokenSource.Metric; // A point tells of tokens or of cost: those of tokens do not lack a price.
        string key = _models.Count < MaxModels || _models.ContainsKey(model) ? model : "others";
        day(key).Add(members, isPoint);
        Find(key).Add(members, isPoint);
    }

    /// <summary>Takes over what another tally has, which counts for nothing from then on.</summary>
    public void TakeOver(TokenTally other)
    {
        if (other.Source > Source)
        {
            other.Clear();
            return;
        }

        if (other.Source < Source)
        {
            Clear();
            Source = other.Source;
        }

        foreach ((string model, ModelFigures figures) in other._models)
        {
            Find(model).Add(figures);
        }

        other._models.Clear();
    }

    private void Clear()
    {
        foreach ((string model, ModelFigures figures) in _models)
        {
            day(model).Subtract(figures);
        }

        _models.Clear();
    }

    private ModelFigures Find(string model)
    {
        if (!_models.TryGetValue(model, out ModelFigures? figures))
        {
            _models[model] = figures = new ModelFigures();
        }

        return figures;
    }
}
