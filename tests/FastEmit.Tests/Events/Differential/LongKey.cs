namespace FastEmit.Tests.Events.Differential;

/// <summary>An enum of which most values have no name.</summary>
public enum LongKey : long
{
    Smallest = long.MinValue,
    Zero = 0,
}
