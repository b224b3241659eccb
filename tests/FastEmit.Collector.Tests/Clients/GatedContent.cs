using System.Net;
using System.Text;

namespace FastEmit.Collector.Tests.Clients;

/// <summary>A body of which the last byte is held back until the test says so.</summary>
internal sealed class GatedContent(string text) : HttpContent
{
    private readonly byte[] _bytes = Encoding.UTF8.GetBytes(text);
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>All but the last byte is on its way.</summary>
    public Task Begun => _begun.Task;

    /// <summary>Lets the last byte go.</summary>
    public void Open() => _open.TrySetResult();

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.WriteAsync(_bytes.AsMemory(..^1), TestContext.Current.CancellationToken);
        await stream.FlushAsync(TestContext.Current.CancellationToken);
        _begun.TrySetResult();
        await _open.Task;
        await stream.WriteAsync(_bytes.AsMemory(^1..), TestContext.Current.CancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _bytes.Length;
        return true;
    }
}
