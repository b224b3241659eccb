using System.Globalization;
using System.Text;
using FastEmit.Protocol.EngineIO;
using FastEmit.Protocol.WebSockets;

namespace FastEmit.SocketIO.Tests;

/// <summary>
/// Mutated conversations through all readers, seeded. Nothing but the protocol's own errors may come out, every stream must end, and what
/// is held must stay within the limits. The number of streams is FASTEMIT_FUZZ_STREAMS; without it five million in the gate (CI=true, ten seconds of two cores), fewer elsewhere.
/// </summary>
public sealed class FuzzTests
{
    private const int StreamsInATestRun = 200_000;
    private const int StreamsInTheGate = 5_000_000;
    private const int Workers = 2;

    private static readonly FrameLimits Limits = new(MaxMessageBytes: 4096, MaxFragments: 8);

    private static readonly string[] Packets =
    [
        """0{"sid":"a","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}""",
        "2", "3probe", "6", "bAQIDBA==",
        """40{"sid":"x","pid":"y"}""", """44/a,{"message":"no","data":{"a":[1,2]}}""",
        """42["a",1,{"b":[1,2,"\u00e9\ud83d\ude00"]},"ü"]""", """42/ns,12["name",{"x":null}]""", """43/ns,12[true,false]""",
        """452-["b",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]""", """461-/a,7[{"_placeholder":true,"num":0}]""",
        "41/ns,",
    ];

    [Fact]
    public async Task Readers_MutatedStreams_ThrowOnlyProtocolErrorsAndHoldBoundedMemory()
    {
        int streams = int.TryParse(
            Environment.GetEnvironmentVariable("FASTEMIT_FUZZ_STREAMS"), NumberStyles.None, CultureInfo.InvariantCulture, out int wanted)
            ? wanted
            : Environment.GetEnvironmentVariable("CI") == "true" ? StreamsInTheGate : StreamsInATestRun;

        long[] refused = await Task.WhenAll(Enumerable.Range(0, Workers).Select(
            worker => Task.Run(() => Run(seed: 20261121 + worker, streams / Workers), TestContext.Current.CancellationToken)));

        // The mutations must hurt, and must not hurt always: both halves of the readers are then exercised.
        Assert.InRange(refused.Sum(), streams / 10, streams - (streams / 10));
    }

    private static long Run(int seed, int streams)
    {
        Random random = new(seed);
        byte[] stream = new byte[16 * 1024];
        long refused = 0;
        for (int i = 0; i < streams; i++)
        {
            WebSocketRole role = (WebSocketRole)(i & 1);
            int length = Compose(random, stream, role);
            Mutate(random, stream, ref length);
            long before = GC.GetAllocatedBytesForCurrentThread();
            refused += Read(random, role, stream.AsSpan(0, length)) ? 0 : 1;
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < 512 * 1024, $"seed {seed}, stream {i}: {allocated} bytes allocated");
        }

        return refused;
    }

    private static bool Read(Random random, WebSocketRole role, Span<byte> stream)
    {
        using MessageInflater? inflater = random.Next(4) == 0 ? new MessageInflater(false, Limits.MaxMessageBytes) : null;
        using FrameReader reader = new(role, Limits, inflater);
        PacketFrames frames = new();
        try
        {
            while (!stream.IsEmpty && !frames.IsClosed)
            {
                int piece = Math.Min(stream.Length, random.Next(1, 400));
                int taken = reader.Read(stream[..piece], ref frames);
                Assert.True(taken == piece || frames.IsClosed);
                stream = stream[piece..];
            }

            return frames.Refused == 0;
        }
        catch (Exception exception) when (exception is WebSocketProtocolException or EngineProtocolException)
        {
            return false;
        }
    }

    private static int Compose(Random random, Span<byte> stream, WebSocketRole role)
    {
        int length = 0;
        int messages = random.Next(1, 6);
        for (int i = 0; i < messages; i++)
        {
            byte[] payload = Encoding.UTF8.GetBytes(Packets[random.Next(Packets.Length)]);
            WebSocketOpcode opcode = random.Next(8) switch
            {
                0 => WebSocketOpcode.Ping,
                1 => WebSocketOpcode.Binary,
                2 => WebSocketOpcode.Close,
                _ => WebSocketOpcode.Text,
            };
            payload = opcode switch
            {
                WebSocketOpcode.Close => [0x03, (byte)(0xE8 + random.Next(20)), (byte)'x'],
                WebSocketOpcode.Ping => payload[..Math.Min(payload.Length, 125)],
                _ => payload,
            };
            bool fragment = opcode is WebSocketOpcode.Text or WebSocketOpcode.Binary && random.Next(4) == 0;
            int cut = fragment ? random.Next(payload.Length) : payload.Length;
            length += WriteFrame(random, stream[length..], role, opcode, payload.AsSpan(0, cut), final: !fragment);
            if (fragment)
            {
                length += WriteFrame(random, stream[length..], role, WebSocketOpcode.Continuation, payload.AsSpan(cut), final: true);
            }
        }

        return length;
    }

    private static int WriteFrame(
        Random random, Span<byte> destination, WebSocketRole role, WebSocketOpcode opcode, ReadOnlySpan<byte> payload, bool final)
    {
        uint key = role == WebSocketRole.Server ? (uint)random.Next() : 0;
        int header = role == WebSocketRole.Server
            ? FrameWriter.WriteMaskedHeader(destination, opcode, payload.Length, key, final)
            : FrameWriter.WriteHeader(destination, opcode, payload.Length, final);
        FrameMask.Copy(payload, destination[header..], key);
        return header + payload.Length;
    }

    private static void Mutate(Random random, Span<byte> stream, ref int length)
    {
        int mutations = random.Next(4);
        for (int i = 0; i < mutations && length > 4; i++)
        {
            int at = random.Next(length);
            int count = random.Next(1, Math.Min(16, length - at + 1));
            switch (random.Next(6))
            {
                case 0:
                    stream[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    stream[at] = (byte)random.Next(256);
                    break;
                case 2: // Bytes are lost.
                    stream[(at + count)..length].CopyTo(stream[at..]);
                    length -= count;
                    break;
                case 3: // Bytes come twice.
                    stream[at..length].CopyTo(stream[(at + count)..]);
                    length += count;
                    break;
                case 4:
                    random.NextBytes(stream.Slice(at, count));
                    break;
                default:
                    length = at;
                    break;
            }
        }
    }
}
