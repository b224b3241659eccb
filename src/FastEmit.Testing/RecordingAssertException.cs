namespace FastEmit.Testing;

/// <summary>A recording does not match the test's expectation. The message lists the recorded events.</summary>
public sealed class RecordingAssertException : Exception
{
    /// <inheritdoc cref="RecordingAssertException"/>
    public RecordingAssertException()
    {
    }

    /// <inheritdoc cref="RecordingAssertException"/>
    /// <param name="message">The expected and the recorded events.</param>
    public RecordingAssertException(string message)
        : base(message)
    {
    }

    /// <inheritdoc cref="RecordingAssertException"/>
    /// <param name="message">The expected and the recorded events.</param>
    /// <param name="innerException">The cause.</param>
    public RecordingAssertException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
