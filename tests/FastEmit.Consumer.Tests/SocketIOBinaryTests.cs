using System.Text.Json;
using FastEmit.SocketIO;

namespace FastEmit.Consumer.Tests;

public sealed class SocketIOBinaryTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Emit_RecordOfTheUsersContext_SendsItsBytesAsAnAttachmentAndReadsThemBack()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        await using SocketIOConnection connection = new(server.Url);
        TaskCompletionSource<Photo> back = new();
        connection.Socket().On("photo-back", ConsumerJson.Default.Photo, photo => back.TrySetResult(photo));
        await connection.Socket().ConnectAsync(Cancel);

        await connection.Socket().EmitAsync("photo", new Photo("Zoë", new SocketIOBinary(new byte[] { 1, 2, 3 })), ConsumerJson.Default.Photo, cancellationToken: Cancel);

        (string data, byte[][] attachments) = await server.NextAsync();
        Assert.Equal("""{"Name":"Zoë","Data":{"_placeholder":true,"num":0}}""", data);
        Assert.Equal([1, 2, 3], Assert.Single(attachments));
        Photo returned = await back.Task.WaitAsync(TimeSpan.FromSeconds(20), Cancel);
        Assert.Equal(("Zoë", "010203"), (returned.Name, Convert.ToHexString(returned.Data.Bytes.Span)));
    }

    [Fact]
    public void Serialize_OutsideOfAnEmit_IsBase64BothWays()
    {
        string json = JsonSerializer.Serialize(new Photo("a", new SocketIOBinary(new byte[] { 255, 0 })), ConsumerJson.Default.Photo);

        Assert.Equal("""{"Name":"a","Data":"/wA="}""", json);
        Assert.Equal([255, 0], JsonSerializer.Deserialize(json, ConsumerJson.Default.Photo)!.Data.Bytes.ToArray());
    }
}
