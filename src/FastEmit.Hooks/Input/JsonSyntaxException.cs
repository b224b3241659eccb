namespace FastEmit.Hooks.Input;

/// <summary>The text is not JSON.</summary>
/// <param name="message">The error.</param>
/// <param name="offset">The byte offset of the error.</param>
internal sealed class JsonSyntaxException(string message, int offset) : Exception(message)
{
    /// <summary>The byte offset of the error.</summary>
    public int Offset { get; } = offset;
}
