using System.IO.Pipes;
using FastEmit.Hooks.Native;

namespace FastEmit.Hooks.Tests.Native;

public sealed class PumpedInputTests : IDisposable
{
    private const int ManyMilliseconds = 30_000;

    private readonly AnonymousPipeServerStream _writer = new(PipeDirection.Out);
    private readonly AnonymousPipeClientStream _reader;

    public PumpedInputTests() => _reader = new AnonymousPipeClientStream(PipeDirection.In, _writer.ClientSafePipeHandle);

    public void Dispose()
    {
        _writer.Dispose();
        _reader.Dispose();
    }

    [Fact]
    public void Wait_NothingThere_IsFalse() => Assert.False(new PumpedInput(_reader).Wait(0));

    [Fact]
    public async Task Read_MoreThanTheBuffer_ComesWholeAndInOrderThenEnds()
    {
        byte[] sent = new byte[300_000];
        new Random(1).NextBytes(sent);
        Task writing = Task.Run(() =>
        {
            _writer.Write(sent);
            _writer.Dispose();
        }, TestContext.Current.CancellationToken);
        PumpedInput input = new(_reader);
        List<byte> received = [];
        byte[] chunk = new byte[7_777];
        while (true)
        {
            Assert.True(input.Wait(ManyMilliseconds));
            int count = input.Read(chunk);
            if (count == 0)
            {
                break;
            }

            received.AddRange(chunk.AsSpan(0, count));
        }

        await writing;
        Assert.Equal(sent, received);
        Assert.True(input.Wait(0)); // the end can be read again and again
        Assert.Equal(0, input.Read(chunk));
    }
}
