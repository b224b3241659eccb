using System.Buffers.Binary;
using FastEmit.Collector.Outgoing;
using FastEmit.Collector.Sessions;

namespace FastEmit.Collector.Tests.Sessions;

/// <summary>An application takes a client out of a namespace while events of it come.</summary>
public sealed class DismissalTests
{
    private const int Rounds = 1000;
    private const int MostEvents = 5_000;

    /// <summary>A pong tells an emitter that everything before it was handled, unless it knows by then that it has been dismissed.</summary>
    [Fact]
    public async Task Dismiss_WhileEventsCome_NoPongForALetGoEventOvertakesTheNews()
    {
        int handled = 0;
        EventCollector collector = new(new CollectorOptions { RecentBytes = 64 << 10, OnEvent = (in _) => handled++ });
        for (int round = 0; round < Rounds; round++)
        {
            using CollectorSession session = collector.NewSession(Handshake.None);
            session.OnText("40/hook,"u8);
            handled = 0;
            Task<bool> dismissing = Task.Run(() => session.Dismiss("/hook"u8), TestContext.Current.CancellationToken);

            SendEventsUntil(session, dismissing);

            Assert.True(await dismissing);
            Assert.InRange(LastPongBeforeTheNews(session), 0, handled);
        }
    }

    private static void SendEventsUntil(CollectorSession session, Task dismissing)
    {
        Span<byte> number = stackalloc byte[sizeof(int)];
        for (int sent = 1; sent <= MostEvents && !dismissing.IsCompleted; sent++)
        {
            session.OnText("42/hook,[\"a\"]"u8);
            BinaryPrimitives.WriteInt32LittleEndian(number, sent);
            session.AnswerPing(number);
        }
    }

    private static int LastPongBeforeTheNews(CollectorSession session)
    {
        int last = 0;
        ReadOnlySpan<byte> left = session.Outgoing.Take(out byte[] records) is int length and > 0 ? records.AsSpan(0, length) : [];
        while (PacketRecords.TryRead(ref left, out PacketKind kind, out ReadOnlySpan<byte> packet) && !packet.SequenceEqual("41/hook,"u8))
        {
            last = kind == PacketKind.Pong ? BinaryPrimitives.ReadInt32LittleEndian(packet) : last;
        }

        Outbox.Return(records);
        return last;
    }
}
