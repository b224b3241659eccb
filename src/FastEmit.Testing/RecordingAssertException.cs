namespace FastEmit.Testing;

/// <summary>A recording does not hold what a test expected. The message lists what it holds.</summary>
public sealed class RecordingAssertException : Exception
{
    /// <inheritdoc cref="RecordingAssertException"/>
    public RecordingAssertException()
    {
    }

    /// <inheritdoc cref="RecordingAssertException"/>
    /// <param name="message">What was expected and what there is.</param>
    public RecordingAssertException(string message)
        : base(message)
    {
    }

    /// <inheritdoc cref="RecordingAssertException"/>
    /// <param name="message">What was expected and what there is.</param>
    /// <param name="innerException">What led to it.</param>
    public RecordingAssertException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
