using System.Text;
using System.Text.Json;
using FastEmit.Collector.Tests.Clients;
using FastEmit.FaultProxy;
using FastEmit.Protocol.WebSockets;

namespace FastEmit.Collector.Tests.Sessions;

/// <summary>
/// The cases of the official Socket.IO protocol test suite (v5) beyond those of Engine.IO, against the application that it asks for: an
/// <c>auth</c> event to whoever joins, <c>message</c> comes back as <c>message-back</c>, <c>message-with-ack</c> as its acknowledgement.
/// </summary>
public sealed class SocketIOProtocolTests : IAsyncLifetime
{
    private readonly ManualTimeProvider _clock = new();
    private CollectorServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        CollectorOptions options = new()
        {
            Port = 0,
            TimeProvider = _clock,
            OnJoined = request => request.Connection.Emit(request.Namespace, "auth", request.Auth.IsEmpty ? "{}"u8 : request.Auth.Span),
        };
        options.Namespaces.Add("/");
        options.Namespaces.Add("/custom");
        _server = await CollectorServer.StartAsync(options);
        foreach (string name in options.Namespaces)
        {
            _server.Collector.On(name, "message", (in received) =>
                received.Connection!.Emit(Encoding.UTF8.GetString(received.Namespace), "message-back", received.Data, AttachmentsOf(received)));
            _server.Collector.On(name, "message-with-ack", (in received) => received.Acknowledge(received.Data, AttachmentsOf(received)));
        }
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("40", "40{", "42[\"auth\",{}]")]
    [InlineData("40{\"token\":\"123\"}", "40{", "42[\"auth\",{\"token\":\"123\"}]")]
    [InlineData("40/custom,", "40/custom,{", "42/custom,[\"auth\",{}]")]
    [InlineData("40/custom,{\"token\":\"abc\"}", "40/custom,{", "42/custom,[\"auth\",{\"token\":\"abc\"}]")]
    public async Task Connect_ToAKnownNamespace_IsAllowedAndItsPayloadArrives(string connect, string reply, string auth)
    {
        await using RawClient client = await RawClient.JoinAsync(_server.Url);

        await client.SendTextAsync(connect);

        string answer = (await client.ReceiveAsync()).Text;
        Assert.StartsWith(reply, answer, StringComparison.Ordinal);
        JsonProperty sid = JsonElement.Parse(answer[(reply.Length - 1)..]).EnumerateObject().Single();
        Assert.Equal(("sid", JsonValueKind.String), (sid.Name, sid.Value.ValueKind));
        Assert.Equal(auth, (await client.ReceiveAsync()).Text);
    }

    [Fact]
    public async Task Connect_ToAnUnknownNamespace_IsDisallowedAndMayBeTriedAgain()
    {
        await using RawClient client = await RawClient.JoinAsync(_server.Url);

        await client.SendTextAsync("40/random");
        await client.SendTextAsync("40/random");

        Assert.Equal("44/random,{\"message\":\"Invalid namespace\"}", (await client.ReceiveAsync()).Text);
        Assert.Equal("44/random,{\"message\":\"Invalid namespace\"}", (await client.ReceiveAsync()).Text);
        Assert.Equal((2, 0), (_server.GetStats().RefusedNamespaces, _server.GetStats().ProtocolErrors));
    }

    [Fact]
    public async Task Connect_InvalidHandshake_ClosesTheConnection()
    {
        await using RawClient client = await RawClient.JoinAsync(_server.Url);

        await client.SendTextAsync("4abc");

        Assert.Equal(WebSocketOpcode.Close, (await client.ReceiveAsync()).Opcode);
    }

    [Fact]
    public async Task Disconnect_FromTheMainNamespace_KeepsTheConnection()
    {
        await using RawClient client = await JoinAsync();

        await client.SendTextAsync("41");
        await client.SyncAsync();
        _clock.Advance(TimeSpan.FromSeconds(25));

        Assert.Equal("2", (await client.ReceiveAsync()).Text);
    }

    [Fact]
    public async Task Disconnect_FromACustomNamespace_KeepsTheMainOne()
    {
        await using RawClient client = await JoinAsync();
        await client.SendTextAsync("40/custom");
        await client.ReceiveAsync();
        await client.ReceiveAsync();

        await client.SendTextAsync("41/custom");
        await client.SendTextAsync("42[\"message\",\"message to main namespace\"]");

        Assert.Equal("42[\"message-back\",\"message to main namespace\"]", (await client.ReceiveAsync()).Text);
    }

    [Fact]
    public async Task Message_PlainText_ComesBack()
    {
        await using RawClient client = await JoinAsync();

        await client.SendTextAsync("42[\"message\",1,\"2\",{\"3\":[true]}]");

        Assert.Equal("42[\"message-back\",1,\"2\",{\"3\":[true]}]", (await client.ReceiveAsync()).Text);
    }

    [Fact]
    public async Task Message_WithAttachments_ComesBackWithThemBehindIt()
    {
        await using RawClient client = await JoinAsync();
        const string placeholders = "{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}";

        await client.SendTextAsync($"452-[\"message\",{placeholders}]");
        await client.SendRawAsync(RawClient.Frame(WebSocketOpcode.Binary, [1, 2, 3]));
        await client.SendRawAsync(RawClient.Frame(WebSocketOpcode.Binary, [4, 5, 6]));

        Assert.Equal($"452-[\"message-back\",{placeholders}]", (await client.ReceiveAsync()).Text);
        Assert.Equal([1, 2, 3], (await client.ReceiveAsync()).Payload);
        Assert.Equal([4, 5, 6], (await client.ReceiveAsync()).Payload);
    }

    [Fact]
    public async Task Message_PlainTextWithAck_IsAcknowledgedWithItsArguments()
    {
        await using RawClient client = await JoinAsync();

        await client.SendTextAsync("42456[\"message-with-ack\",1,\"2\",{\"3\":[false]}]");

        Assert.Equal("43456[1,\"2\",{\"3\":[false]}]", (await client.ReceiveAsync()).Text);
    }

    [Fact]
    public async Task Message_AttachmentsWithAck_IsAcknowledgedWithThem()
    {
        await using RawClient client = await JoinAsync();
        const string placeholders = "{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}";

        await client.SendTextAsync($"452-789[\"message-with-ack\",{placeholders}]");
        await client.SendRawAsync(RawClient.Frame(WebSocketOpcode.Binary, [1, 2, 3]));
        await client.SendRawAsync(RawClient.Frame(WebSocketOpcode.Binary, [4, 5, 6]));

        Assert.Equal($"462-789[{placeholders}]", (await client.ReceiveAsync()).Text);
        Assert.Equal([1, 2, 3], (await client.ReceiveAsync()).Payload);
        Assert.Equal([4, 5, 6], (await client.ReceiveAsync()).Payload);
    }

    [Theory]
    [InlineData("4abc")] // unknown packet type
    [InlineData("42{}")] // invalid payload
    [InlineData("42abc[\"message-with-ack\",1,\"2\",{\"3\":[false]}]")] // invalid ack id
    public async Task Message_InvalidFormat_ClosesTheConnection(string packet)
    {
        await using RawClient client = await JoinAsync();

        await client.SendTextAsync(packet);

        Assert.Equal(WebSocketOpcode.Close, (await client.ReceiveAsync()).Opcode);
    }

    private async Task<RawClient> JoinAsync()
    {
        RawClient client = await RawClient.JoinAsync(_server.Url, "/");
        Assert.Equal("42[\"auth\",{}]", (await client.ReceiveAsync()).Text);
        return client;
    }

    private static ReadOnlyMemory<byte>[] AttachmentsOf(in ReceivedEvent received)
    {
        ReadOnlyMemory<byte>[] attachments = new ReadOnlyMemory<byte>[received.Attachments];
        for (int i = 0; i < attachments.Length; i++)
        {
            attachments[i] = received.GetAttachment(i).ToArray();
        }

        return attachments;
    }
}
