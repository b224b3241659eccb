using System.CommandLine;
using FastEmit.Load.Clients;
using FastEmit.Load.Servers;

namespace FastEmit.Load;

/// <summary>The suite, and the processes that it starts.</summary>
internal static class Program
{
    private static readonly Argument<string> Url = new("URL");
    private static readonly Argument<int> Events = new("EVENTS");
    private static readonly Argument<string> Client = new("CLIENT");

    private static Task<int> Main(string[] args)
    {
        Option<FileInfo?> json = new("--json") { Description = "Write the figures as JSON, too.", HelpName = "FILE" };
        Option<DirectoryInfo> report = new("--report")
        {
            Description = "The folder of the Markdown report and its charts.",
            HelpName = "DIR",
            DefaultValueFactory = static _ => new DirectoryInfo(Path.Combine("artifacts", "bench")),
        };
        Option<int> repetitions = new("--repetitions") { Description = "Runs of each row, of which the median counts.", DefaultValueFactory = static _ => 5 };
        Option<double> scale = new("--scale") { Description = "Events of each run, as a multiple of the usual ones.", DefaultValueFactory = static _ => 1 };
        Option<bool> latency = new("--latency") { Description = "Measure only latencies, and write them as latency.md." };
        Option<bool> growth = new("--growth") { Description = "Measure only how the cost grows, and write growth.md and its charts." };
        RootCommand root = new("End-to-end load: FastEmit beside other clients, each run a process of its own, counted at the server.")
        {
            json, report, repetitions, scale, latency, growth, Serve(), Emit(), Start(), Pace(), Grow(),
        };
        root.SetAction((parsed, _) => new LoadSuite(
            parsed.GetValue(repetitions), parsed.GetValue(scale), parsed.GetValue(report)!, parsed.GetValue(json)).RunAsync(parsed.GetValue(latency), parsed.GetValue(growth)));
        return root.Parse(args).InvokeAsync();
    }

    private static Command Serve()
    {
        Argument<ServerKind> kind = new("KIND");
        Command command = new("serve", "A counting server, driven by standard input.") { kind };
        command.Hidden = true;
        command.SetAction((parsed, _) => parsed.GetValue(kind) == ServerKind.Sink ? CountingSink.RunAsync() : CollectorServerProcess.RunAsync());
        return command;
    }

    private static Command Emit()
    {
        Command command = new("emit", "A client at full speed.") { Client, Url, Events };
        command.Hidden = true;
        command.SetAction(async (parsed, _) =>
        {
            (string url, int events) = (parsed.GetValue(Url)!, parsed.GetValue(Events));
            if (parsed.GetValue(Client) == "bare")
            {
                BareLoop.Run(url, events);
                return;
            }

            await using IPeer peer = Create(parsed.GetValue(Client)!);
            await PeerRun.FloodAsync(peer, url, events);
        });
        return command;
    }

    private static Command Start()
    {
        Command command = new("start", "A client that begins, sends some events and ends.") { Client, Url, Events };
        command.Hidden = true;
        command.SetAction(async (parsed, _) =>
        {
            await using IPeer peer = Create(parsed.GetValue(Client)!);
            await PeerRun.StartAsync(peer, parsed.GetValue(Url)!, parsed.GetValue(Events));
        });
        return command;
    }

    private static Command Pace()
    {
        Argument<int> burst = new("BURST");
        Argument<int> seconds = new("SECONDS");
        Command command = new("pace", "A client at a steady rate: EVENTS a second, BURST at a time.") { Client, Url, Events, burst, seconds };
        command.Hidden = true;
        command.SetAction(async (parsed, _) =>
        {
            await using IPeer peer = Create(parsed.GetValue(Client)!);
            await PeerRun.PaceAsync(peer, parsed.GetValue(Url)!, parsed.GetValue(Events), parsed.GetValue(burst), parsed.GetValue(seconds));
        });
        return command;
    }

    private static Command Grow()
    {
        Argument<int> packetBytes = new("BYTES");
        Argument<int> namespaces = new("NAMESPACES");
        Argument<int> keys = new("KEYS");
        Argument<int> sessions = new("SESSIONS");
        Command command = new("grow", "FastEmit with events of any size, in any number of namespaces, of keys and of sessions.") { Url, Events, packetBytes, namespaces, keys, sessions };
        command.Hidden = true;
        command.SetAction((parsed, _) => GrowthRun.RunAsync(
            parsed.GetValue(Url)!, parsed.GetValue(Events), parsed.GetValue(packetBytes), parsed.GetValue(namespaces), parsed.GetValue(keys), parsed.GetValue(sessions)));
        return command;
    }

    private static IPeer Create(string client) => client switch
    {
        "fastemit" => new EmitterPeer(TimeSpan.Zero),
        "busy" => new EmitterPeer(TimeSpan.FromMilliseconds(20)),
        "socketio" => new SocketIOPeer(),
        "websocket" => new WebSocketPeer(),
        "socketioclient" => new SocketIOClientPeer(),
        _ => throw new ArgumentException($"'{client}' is none of bare, fastemit, busy, socketio, websocket, socketioclient."),
    };
}
