namespace FastEmit.Hooks.Input;

/// <summary>The text is not JSON.</summary>
/// <param name="message">What is wrong.</param>
/// <param name="offset">The byte at which it is wrong.</param>
internal sealed class JsonSyntaxException(string message, int offset) : Exception(message)
{
    /// <summary>The byte at which it is wrong.</summary>
    public int Offset { get; } = offset;
}
