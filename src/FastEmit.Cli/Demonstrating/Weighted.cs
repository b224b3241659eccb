namespace FastEmit.Cli.Demonstrating;

/// <summary>Choices of which some are made more often than others.</summary>
internal static class Weighted
{
    /// <summary>Draws one of several, each as often as its weight says.</summary>
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
