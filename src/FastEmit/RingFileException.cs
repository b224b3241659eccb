namespace FastEmit;

/// <summary>A ring file cannot be used. The message names the file, the problem and the accepted form.</summary>
public sealed class RingFileException : IOException
{
    /// <summary>The message without the file's name.</summary>
    internal static string About(RingFileException exception) => exception.Message[$"Ring file '{exception.RingFile}': ".Length..];

    /// <inheritdoc cref="RingFileException"/>
    /// <param name="problem">The problem.</param>
    /// <param name="path">The file's path.</param>
    /// <param name="message">The problem and the accepted form.</param>
    /// <param name="innerException">The cause.</param>
    public RingFileException(RingFileProblem problem, string path, string message, Exception? innerException = null)
        : base($"Ring file '{path}': {message}", innerException)
    {
        Problem = problem;
        RingFile = path;
    }

    /// <summary>The problem.</summary>
    public RingFileProblem Problem { get; }

    /// <summary>The file's path.</summary>
    public string RingFile { get; }
}
