namespace FastEmit.Cli.Demonstrating;

/// <summary>Random choices by weight.</summary>
internal static class Weighted
{
    /// <summary>Draws one item with a probability proportional to its weight.</summary>
    public static T Draw<T>(IReadOnlyList<T> all, Func<T, int> weight, Random random)
    {
        int ticket = random.Next(all.Sum(weight));
        int index = 0;
        while (ticket >= weight(all[index]))
        {
            ticket -= weight(all[index]);
            index++;
        }

        return all[index];
    }
}
