using FastEmit.Acks;
using FastEmit.Buffers;
using FastEmit.Events;
using FastEmit.Lanes;
using FastEmit.Pooling;
using FastEmit.Records;
using FastEmit.Sending;
using Utf8 = System.Text.Unicode.Utf8;

namespace FastEmit.Simulation;

/// <summary>One scenario from its beginning until everything is settled.</summary>
internal sealed class Simulation : ISendingReports, IDisposable
{
    /// <summary>Answers that may be waited for at a time.</summary>
    public const int MostAnswers = 200;

    /// <summary>How long everything may take to be settled once nothing goes wrong any more.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    /// <summary>More than any scenario needs by far.</summary>
    private const long MostSteps = 3_000_000;

    private static readonly string[] Namespaces = ["/", "/a", "/b"];

    private static readonly byte[][] Prefixes = ["42"u8.ToArray(), "42/a,"u8.ToArray(), "42/b,"u8.ToArray()];

    private static readonly byte[] Padding = [.. Enumerable.Repeat((byte)'x', 4096)];

    private readonly SimulatedServer _server;
    private readonly PooledRingMemory[] _memories;
    private readonly SimulatedLane[] _lanes;
    private readonly PendingAcks _answers;

    public Simulation(Scenario scenario, bool isTraced)
    {
        Scenario = scenario;
        World = new World(scenario.Seed, isTraced);
        Ledger = new Ledger(World, scenario);
        _server = new SimulatedServer(World, scenario, Ledger);
        EmitterPlan plan = EmitterPlan.From(scenario.Options(World.Time));
        Endpoints = new EndpointList([new Endpoint(0, plan.Connect[0], plan.CreateBreaker())]);
        _answers = new PendingAcks(MostAnswers, scenario.RingBytes, World.Time);
        _memories = [.. Enumerable.Range(0, scenario.Lanes).Select(_ => PooledRingMemory.Rent(scenario.RingBytes))];
        Lane[] lanes = [.. _memories.Select(memory => new Lane(plan.Options, new EventRing(memory)))];
        TrialTurn turn = new(lanes);
        _lanes = [.. lanes.Select((lane, number) => new SimulatedLane(this, number, lane, plan, _answers, turn))];
        Endpoints.CircuitChanged += (_, _) => Array.ForEach(_lanes, static lane => lane.Lane.Wake.Set());
    }

    public World World { get; }

    public Scenario Scenario { get; }

    public Ledger Ledger { get; }

    public EndpointList Endpoints { get; }

    /// <summary>Connections lost so far.</summary>
    public int Losses { get; private set; }

    /// <summary>Runs it.</summary>
    /// <exception cref="BrokenPromiseException">Something happened that must never happen.</exception>
    public void Run()
    {
        _server.Start();
        foreach (Burst burst in Scenario.Bursts)
        {
            World.In(burst.At, () => Emit(burst));
        }

        foreach (Fault fault in Scenario.Faults)
        {
            World.In(fault.At, () => Break(fault));
        }

        long calm = Scenario.Calm.Ticks;
        long end = calm + Patience.Ticks;
        World.At(calm, static () => { });
        World.At(end, static () => { });
        Step();
        while (World.RunNext())
        {
            Step();
            if (World.Now >= calm && Array.TrueForAll(_lanes, static lane => lane.IsSettled) && !Ledger.IsAnswerAwaited)
            {
                break;
            }

            if (World.Steps > MostSteps)
            {
                throw new BrokenPromiseException($"After {MostSteps} steps it has not come to rest.");
            }

            if (World.Now >= end)
            {
                break;
            }
        }

        for (int lane = 0; lane < _lanes.Length; lane++)
        {
            Ledger.Close(lane, _lanes[lane].Lane);
            _lanes[lane].LookAtProof();
            if (!_lanes[lane].IsSettled)
            {
                throw new BrokenPromiseException($"Lane {lane} keeps what is settled.");
            }
        }
    }

    /// <summary>A connection, if the server takes one.</summary>
    public ClientLink? Connect(Lane lane, EndpointTicket ticket)
    {
        if (!_server.TakesConnections)
        {
            return null;
        }

        Pipe up = new(World, Scenario.Path);
        Pipe down = new(World, Scenario.Path);
        ServerEnd peer = _server.Accept(up, down);
        Lease lease = new(ticket, [], lane.Wake, World.Time.GetTimestamp());
        return new ClientLink(World, Scenario.Path, Scenario.Server, down, up, lease, _answers, lane, Scenario.IsCollector) { Peer = peer };
    }

    /// <summary>A lane's connection has ended.</summary>
    public void OnLost(int lane, string? reason, Retirement retirement)
    {
        if (reason is null && retirement == Retirement.Idle)
        {
            return; // Nothing was on the way, so nothing comes twice.
        }

        Losses++;
        Ledger.OnLoss(lane);
        if (Scenario.IsCalm)
        {
            throw new BrokenPromiseException($"A connection ended although nothing went wrong: {reason}");
        }
    }

    public void Dispose()
    {
        Array.ForEach(_lanes, static lane => lane.Dispose());
        _answers.Dispose();
        for (int lane = 0; lane < _lanes.Length; lane++)
        {
            _memories[lane].Return(_lanes[lane].Lane.Ring.Claimed);
        }
    }

    void ISendingReports.ReportPoisoned(Endpoint endpoint, ReadOnlySpan<byte> content, int attempts, string reason) =>
        World.Note("poisoned");

    void ISendingReports.ReportNamespaceLoss(Endpoint endpoint, string reason)
    {
        World.Note(reason);
        for (int lane = 0; lane < _lanes.Length; lane++)
        {
            Ledger.OnLoss(lane); // what was on the way is written again
        }
    }

    void ISendingReports.ReportPongs(Endpoint endpoint, bool missing) => World.Note(missing ? "pongs are missing" : "pongs are back");

    void ISendingReports.RenewAuth(Lease lease)
    {
    }

    private void Step()
    {
        _server.Step();
        foreach (SimulatedLane lane in _lanes)
        {
            lane.Step();
        }

        Ledger.LookAtAnswers();
    }

    private void Emit(Burst burst)
    {
        Lane lane = _lanes[burst.Lane].Lane;
        for (int i = 0; i < burst.Count; i++)
        {
            EventWriter writer = EventWriter.Rent();
            try
            {
                Emit(burst, lane, ref writer, i == burst.PoisonAt);
            }
            finally
            {
                writer.Return();
            }
        }

        if (burst.IsFlushed)
        {
            Flush(burst.Lane, lane);
        }
    }

    /// <summary>As <see cref="HookEmitter"/> does.</summary>
    private void Emit(Burst burst, Lane lane, ref EventWriter writer, bool isPoison)
    {
        int id = Ledger.Emitted;
        WritePacket(burst, id, ref writer);
        int bytes = writer.Written.Length;
        bool isLarge = bytes + 200 > Scenario.Server.MaxPayload;
        ValueTask<EmitAcknowledgement>? answer = null;
        long ackId = 0;
        if (burst.IsAwaited)
        {
            if (!_answers.TryAdd(bytes, Scenario.AnswerTimeout, cancelable: false, out AckWaiter? waiter))
            {
                Ledger.OnWaitRefused(bytes);
                return;
            }

            ackId = waiter.Id;
            answer = waiter.Task;
        }

        if (burst.IsAwaited || burst.Attachments != 0)
        {
            CompoundPacket.Seal(ref writer, ackId, _answers.Owner);
        }

        if (lane.TryAppend(writer.Written) == AppendResult.Appended)
        {
            Ledger.OnEmitted(burst, bytes, lane.Ring.Claimed, isPoison, isLarge, answer);
            if (burst.IsAwaited)
            {
                lane.Hurry();
            }
        }
        else if (burst.IsAwaited)
        {
            _answers.Fail(ackId, EmitFailure.RingFull);
            _ = answer!.Value.IsFaulted;
        }
    }

    private static void WritePacket(Burst burst, int id, ref EventWriter writer)
    {
        Span<byte> text = stackalloc byte[64];
        writer.WriteRaw(Prefixes[burst.Namespace]);
        writer.WriteRaw(Written(text, Utf8.TryWrite(text, $"[\"e\",{{\"n\":{id}", out int length), length));
        for (int number = 0; number < burst.Attachments; number++)
        {
            writer.WriteRaw(Written(text, Utf8.TryWrite(text, $",\"a{number}\":{{\"_placeholder\":true,\"num\":{number}}}", out length), length));
        }

        writer.WriteRaw(",\"p\":\""u8);
        for (int left = burst.Bytes; left > 0; left -= Padding.Length)
        {
            writer.WriteRaw(Padding.AsSpan(0, Math.Min(left, Padding.Length)));
        }

        writer.WriteRaw("\"}]"u8);
        for (int number = 0; number < burst.Attachments; number++)
        {
            writer.Attach(Attachments.Make(id, number));
        }
    }

    private static ReadOnlySpan<byte> Written(Span<byte> text, bool isWhole, int length) =>
        isWhole ? text[..length] : throw new InvalidOperationException("A piece of a packet is longer than the space for it.");

    /// <summary>As <see cref="Delivery.Sender"/> does.</summary>
    private void Flush(int number, Lane lane)
    {
        long position = lane.Ring.Claimed;
        if (lane.Ring.Confirmed < position)
        {
            Ledger.OnFlushing(number, position, lane.Flushes.WaitAsync(position, CancellationToken.None));
            lane.Flushes.Complete(lane.Ring.Confirmed);
            lane.Wake.Set();
        }
    }

    private void Break(Fault fault)
    {
        World.Note($"fault: {fault.Kind} for {fault.Lasts.TotalMilliseconds} ms");
        ClientLink? link = Array.Find(_lanes, static lane => lane.Link is not null)?.Link;
        string ns = Namespaces[1 + World.Random.Next(2)];
        switch (fault.Kind)
        {
            case FaultKind.Kill:
                _server.Kill(fault.Lasts);
                break;
            case FaultKind.Stall:
                _server.Stall(fault.Lasts);
                break;
            case FaultKind.Refuse:
                _server.RefuseConnections(fault.Lasts);
                break;
            case FaultKind.Reset when link is not null:
                link.In.Close(isReset: true);
                link.Out.Close(isReset: true);
                break;
            case FaultKind.HalfOpen when link is not null:
                link.In.Die();
                link.Out.Die();
                break;
            case FaultKind.StallPath when link is not null:
                link.Out.Stall(fault.Lasts);
                link.In.Stall(fault.Lasts);
                break;
            case FaultKind.RefuseNamespace:
                _server.Refuse(ns, fault.Lasts);
                break;
            case FaultKind.DisconnectNamespace:
                _server.Disconnect(ns);
                break;
            case FaultKind.StallLane:
                _lanes[World.Random.Next(_lanes.Length)].Stall(fault.Lasts);
                break;
            case FaultKind.Retire when link is not null:
                link.Session.Lease.Retire(Retirement.Idle);
                break;
            default:
                break;
        }
    }
}
