using System.Text;
using FastEmit.Collector;

namespace FastEmit.Interop.Tests.Collector;

/// <summary>A collector that does what the clients of these tests ask of it, and keeps the numbers that they send.</summary>
internal static class InteropCollector
{
    /// <summary>Starts one.</summary>
    /// <param name="numbers">Where the data of <c>numbered</c> events goes.</param>
    /// <param name="change">Other options.</param>
    public static async Task<CollectorServer> StartAsync(List<string> numbers, Action<CollectorOptions>? change = null)
    {
        CollectorOptions options = new()
        {
            Port = 0,
            OnJoined = request =>
            {
                if (request.Namespace == "/")
                {
                    request.Connection.Emit("/", "welcome", "\"hello\",1"u8);
                }
            },
            Authorize = (request, _) => ValueTask.FromResult(request switch
            {
                { Namespace: "/no" } => ConnectVerdict.Refused("not today", "{\"code\":[1,2]}"),
                { Namespace: "/private", Token: not "secret" } => ConnectVerdict.Refused("wrong token"),
                _ => ConnectVerdict.Granted,
            }),
        };
        change?.Invoke(options);
        CollectorServer server = await CollectorServer.StartAsync(options, TestContext.Current.CancellationToken);
        foreach (string name in (string[])["/", "/hook"])
        {
            Serve(server.Collector, name, numbers);
        }

        return server;
    }

    private static void Serve(EventCollector collector, string @namespace, List<string> numbers)
    {
        collector.On(@namespace, "echo", (in received) => received.Acknowledge(received.Data));
        collector.On(@namespace, "echo binary", (in received) => received.Acknowledge(
            "[{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]"u8,
            received.GetAttachment(0).ToArray(),
            received.GetAttachment(1).ToArray()));
        collector.On(@namespace, "push me", (in received) => received.Connection!.Emit(@namespace, "pushed", received.Data));
        collector.On(@namespace, "dismiss me", (in received) => received.Connection!.Disconnect(@namespace));
        collector.On(@namespace, "close me", (in received) => received.Connection!.Close());
        collector.On(@namespace, "numbered", (in received) =>
        {
            lock (numbers)
            {
                numbers.Add(Encoding.UTF8.GetString(received.Data));
            }
        });
    }
}
