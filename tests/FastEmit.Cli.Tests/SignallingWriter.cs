namespace FastEmit.Cli.Tests;

/// <summary>Completes a task with the first line that holds a text.</summary>
internal sealed class SignallingWriter(string text) : StringWriter
{
    private readonly TaskCompletionSource<string> _line = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<string> Line => _line.Task;

    public override void WriteLine(string? value)
    {
        base.WriteLine(value);
        if (value is not null && value.Contains(text, StringComparison.Ordinal))
        {
            _line.TrySetResult(value);
        }
    }
}
