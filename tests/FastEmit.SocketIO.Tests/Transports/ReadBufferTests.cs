using FastEmit.SocketIO.Transports;

namespace FastEmit.SocketIO.Tests.Transports;

public sealed class ReadBufferTests : IDisposable
{
    private readonly ReadBuffer _buffer = new(64);

    public void Dispose() => _buffer.Dispose();

    [Fact]
    public void OnParsed_PartOfARead_LeavesTheRestForTheNextReader()
    {
        Read("open|next"u8);

        _buffer.OnParsed(5);

        Assert.Equal("next"u8, _buffer.Unread);
        Read(" more"u8);
        Assert.Equal("next more"u8, _buffer.Unread);
    }

    [Fact]
    public void OnParsed_AllOfIt_GivesTheWholeRoomBack()
    {
        int whole = _buffer.Room.Length;
        Read("abc"u8);
        Assert.Equal(whole - 3, _buffer.Room.Length);

        _buffer.OnParsed(3);

        Assert.Equal(whole, _buffer.Room.Length);
        Assert.True(_buffer.Unread.IsEmpty);
    }

    private void Read(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_buffer.Room.Span);
        _buffer.OnRead(bytes.Length);
    }
}
