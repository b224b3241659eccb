namespace FastEmit;

/// <summary>A ring file cannot be used. The message names the file, what was found and what is accepted.</summary>
public sealed class RingFileException : IOException
{
    /// <summary>The message without the file's name.</summary>
    internal static string About(RingFileException exception) => exception.Message[$"Ring file '{exception.RingFile}': ".Length..];

    /// <inheritdoc cref="RingFileException"/>
    /// <param name="problem">What is wrong.</param>
    /// <param name="path">The file's path.</param>
    /// <param name="message">What was found and what is accepted.</param>
    /// <param name="innerException">What led to it.</param>
    public RingFileException(RingFileProblem problem, string path, string message, Exception? innerException = null)
        : base($"Ring file '{path}': {message}", innerException)
    {
        Problem = problem;
        RingFile = path;
    }

    /// <summary>What is wrong.</summary>
    public RingFileProblem Problem { get; }

    /// <summary>The file's path.</summary>
    public string RingFile { get; }
}
