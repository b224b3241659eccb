using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using FastEmit.SocketIO;

namespace FastEmit.Consumer.Tests;

/// <summary>Text goes out as UTF-8: only quotes, backslashes and controls are escaped, unless the user's options say otherwise.</summary>
public sealed class EscapingTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("中文", "中文")]
    [InlineData("Привет <b>&'\"+\\", "Привет <b>&'\\\"+\\\\")]
    [InlineData("\u00a0😀\u2028\u3000\ue000\u007f", "\u00a0😀\u2028\u3000\ue000\u007f")]
    [InlineData("a\u0001\n\tЖ\u001f", "a\\u0001\\n\\tЖ\\u001f")]
    public async Task EmitAsync_TextAndTypedText_EscapesOnlyWhatJsonAsksFor(string text, string json)
    {
        await using EchoServer server = await EchoServer.StartAsync();
        await using SocketIOConnection connection = new(server.Url);
        TaskCompletionSource<Note> back = new();
        connection.Socket().On("note-back", ConsumerJson.Default.Note, note => back.TrySetResult(note));
        await connection.Socket().ConnectAsync(Cancel);

        await connection.Socket().EmitAsync("m", text);
        await connection.Socket().EmitAsync("note", new Note(text), ConsumerJson.Default.Note, cancellationToken: Cancel);
        await connection.Socket().EmitAsync("keys", new Dictionary<string, string> { [text] = text }, ConsumerJson.Default.DictionaryStringString, cancellationToken: Cancel);

        Assert.Equal($"\"{json}\"", (await server.NextAsync()).Data);
        Assert.Equal($$"""{"Text":"{{json}}"}""", (await server.NextAsync()).Data);
        Assert.Equal($$"""{"{{json}}":"{{json}}"}""", (await server.NextAsync()).Data);
        Assert.Equal(text, (await back.Task.WaitAsync(TimeSpan.FromSeconds(20), Cancel)).Text);
    }

    [Fact]
    public async Task EmitAsync_HalfASurrogatePair_BecomesAReplacementCharacter()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        await using SocketIOConnection connection = new(server.Url);
        await connection.Socket().ConnectAsync(Cancel);

        await connection.Socket().EmitAsync("m", "a\ud83db");
        await connection.Socket().EmitAsync("note", new Note("a\ud83d\n"), ConsumerJson.Default.Note, cancellationToken: Cancel);

        Assert.Equal("\"a\ufffdb\"", (await server.NextAsync()).Data);
        Assert.Equal("{\"Text\":\"a\ufffd\\n\"}", (await server.NextAsync()).Data);
    }

    [Fact]
    public async Task EmitAsync_EncoderOfTheUsersOptions_IsHonoured()
    {
        ConsumerJson strict = new(new JsonSerializerOptions { Encoder = JavaScriptEncoder.Default });
        await using EchoServer server = await EchoServer.StartAsync();
        await using SocketIOConnection connection = new(server.Url);
        await connection.Socket().ConnectAsync(Cancel);

        await connection.Socket().EmitAsync("note", new Note("é<"), strict.Note, cancellationToken: Cancel);
        await connection.Socket().EmitAsync("photo", new Photo("é", new SocketIOBinary(new byte[] { 9 })), strict.Photo, cancellationToken: Cancel);
        await connection.Socket().EmitAsync("note", new Note("é<"), ConsumerJson.Default.Note, cancellationToken: Cancel);

        Assert.Equal("""{"Text":"\u00E9\u003C"}""", (await server.NextAsync()).Data);
        Assert.Equal([9], Assert.Single((await server.NextAsync()).Attachments));
        Assert.Equal("""{"Text":"é<"}""", (await server.NextAsync()).Data);
    }

    [Theory]
    [InlineData("中", 300_000)]
    [InlineData("Ж", 450_000)]
    [InlineData("<b>", 300_000)]
    [InlineData("😀", 225_000)]
    public async Task EmitAsync_NineHundredThousandBytesOfText_StayBelowAMillion(string letter, int count)
    {
        string text = new StringBuilder().Insert(0, letter, count).ToString();
        await using EchoServer server = await EchoServer.StartAsync();
        await using SocketIOConnection connection = new(server.Url);
        await connection.Socket().ConnectAsync(Cancel);

        await connection.Socket().EmitAsync("note", new Note(text), ConsumerJson.Default.Note, cancellationToken: Cancel);

        Assert.Equal($$"""{"Text":"{{text}}"}""", (await server.NextAsync()).Data);
    }
}
